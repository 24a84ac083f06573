"""`docs/commands.md`: every command with its arguments and options, as its own help says them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from approdo.config.cli.main import COMMANDS, approdo


def commands_page() -> str:
    """The whole document, in Markdown: a section a command."""
    context = click.Context(approdo, info_name="approdo")
    lines: list[str] = []
    for name in COMMANDS:
        command = approdo.get_command(context, name)
        if command is not None:
            lines += _section(command, f"approdo {name}", 2)
    return "\n".join(lines).strip("\n") + "\n"


def _section(command: click.Command, name: str, level: int) -> Iterator[str]:
    arguments = [one.make_metavar(click.Context(command)) for one in command.params if isinstance(one, click.Argument)]
    yield from ("", f"{'#' * level} `{' '.join([name, *arguments])}`", "", inspect.cleandoc(command.help or ""))
    options = [one for one in command.params if isinstance(one, click.Option)]
    if options:
        yield ""
    for one in options:
        known = f"one of {', '.join(one.type.choices)}" if isinstance(one.type, click.Choice) else ""
        needed = " Required." if one.required else ""
        yield f"- `{', '.join(one.opts)}`: {(one.help or known).split('  [')[0]}{needed}"
    if isinstance(command, click.Group):
        for part, under in command.commands.items():
            yield from _section(under, f"{name} {part}", level + 1)
