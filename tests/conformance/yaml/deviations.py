"""Where specrunner does otherwise than the YAML test suite says, and why."""

# Valid YAML that is refused by design: by the code of the diagnostic.
REFUSED_BY_DESIGN = {
    # Several documents in one file.
    "SR0125": "35KP 6XDY 6ZKB 7Z25 9DXL 9KAX JHB9 KSS4 L383 M7A3 PUW8 RZT7 U9NS",
    # Tags outside of the core schema, and the directive for them.
    "SR0121": "2XXW 565N 5TYM 6CK3 6WLZ 7FWL 9WXW C4HZ CC74 CUP7 J7PZ M5C3 P76L U3C3 UGM3 Z67P Z9M4",
    # Empty keys.
    "SR0119": "WZ62",
}

# Valid YAML 1.2 that libyaml does not read, or reads as something else: refused with a diagnostic.
REFUSED_BY_PARSER = {
    # Tabs where a blank could stand.
    "SR0105": "6BCT 6CA3 96NN-0 A2M4 DK95-0 DK95-3 DK95-4 Q5MG R4YG Y79Y-1 Y79Y-10",
    # Text blocks of the whole document without indentation.
    "SR0112": "DK3J FP8R",
    # Plain scalars in flow that start with `:` or `?`, anchors outside of ASCII.
    "SR0113": "58MP 5T43 652Z 8XYN DBG4 HM87-0 HM87-1 W5VH",
    # Keys of flow maps over several lines.
    "SR0116": "4MUZ-0 4MUZ-2 5MUD 9SA2 K3WX NJ66 UT92 VJP3-1",
    # Directives of YAML 1.3 and unknown ones, a lone `...`.
    "SR0118": "2LFX 6LVF BEC7 HWV9 QT73 W4TN",
    # Anchors with a colon.
    "SR0122": "2SXE Y2GN",
}

# Not YAML, and read all the same, to what was meant: comments without a blank before them, continuation lines of flow
# collections and quoted scalars that are not indented, hyphens in flow, blank lines before a text block.
ACCEPTED = {"9C9N", "9JBA", "CVW2", "DK95-1", "G5U8", "MUS6-0", "QB6E", "S98Z", "SU5Z", "X4QW", "Y79Y-3", "YJV2"}

# Read to another value: libyaml drops a last line that is blanks without a line break.
DIFFERENT = {"L24T-1"}
