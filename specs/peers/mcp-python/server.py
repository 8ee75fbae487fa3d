"""A small server made with the Python SDK, which the specs of this folder test: `python server.py PORT`."""

import sys

import uvicorn
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from pydantic import BaseModel

server = MCPServer("python-peer", version="1.0", instructions="For tests.")


class Sum(BaseModel):
    total: int


class Name(BaseModel):
    name: str


@server.tool()
def add(a: int, b: int) -> Sum:
    """Adds two numbers"""
    return Sum(total=a + b)


@server.tool()
def fail() -> str:
    """Fails"""
    raise ValueError("out of tea")


@server.tool()
async def count(steps: int, ctx: Context) -> str:
    """Counts, and tells how far it is"""
    for step in range(1, steps + 1):
        await ctx.report_progress(step, steps)
    return f"counted to {steps}"


@server.resource("demo://kettle")
def kettle() -> str:
    """The state of the kettle"""
    return "boiling"


@server.prompt()
def greet(name: str) -> str:
    """Greets somebody"""
    return f"Greet {name} as a friend would."


if __name__ == "__main__":
    uvicorn.run(server.streamable_http_app(), port=int(sys.argv[1]), log_level="warning")
