"""The words of the command line that several modules need: commands and exit codes."""

EXIT_INTERRUPTED = 2
EXIT_INTERNAL = 3
EXIT_USAGE = 4
EXIT_NOTHING = 5

COMMANDS = ("run", "lint", "list", "plan", "explain", "schema", "init", "report", "mcp-probe", "completion")
