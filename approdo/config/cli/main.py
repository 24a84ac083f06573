"""The command `approdo`. Subcommands load when they are called: `approdo calc` never imports Django."""

from __future__ import annotations

import importlib
import sys

import click

from approdo.config.environment import ConfigurationError
from approdo.core.database.home import EmbeddedDatabaseError

COMMANDS = {
    "run": ("approdo.config.cli.run:run", "Start database, web pages and worker on this machine."),
    "web": ("approdo.config.cli.processes:web", "Serve the pages."),
    "worker": ("approdo.config.cli.processes:worker", "Do the scheduled and queued work."),
    "migrate": ("approdo.config.cli.processes:migrate", "Bring the database to this version."),
    "demo": ("approdo.config.cli.demo:demo", "Invented data: load, accounts."),
    "doctor": ("approdo.config.cli.doctor:doctor", "Say what is configured, reachable and missing."),
    "calc": ("approdo.config.cli.calc:calc", "Compute terms and statements, without a database."),
    "import": ("approdo.config.cli.imports:import_", "Read case files, invoices, and the data of the territory."),
    "export": ("approdo.config.cli.exports:export", "Write lists as CSV or XLSX."),
    "backup": ("approdo.config.cli.backup:backup", "Write database and documents into one file."),
    "restore": ("approdo.config.cli.restore:restore", "Read a backup back."),
    "audit": ("approdo.config.cli.audit:audit", "Verify the chain of the audit records."),
    "keys": ("approdo.config.cli.keys:keys", "Change the keys of the encrypted fields."),
    "search": ("approdo.config.cli.search:search", "Write what the public's search finds anew."),
    "network": ("approdo.config.cli.network:network", "Ask whether records are right, check them, see what waits."),
    "docs": ("approdo.config.cli.documents:docs", "Build or check the generated documents."),
}


class LateCommands(click.Group):
    """A group that imports a subcommand only to run it or to show its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=LateCommands, context_settings={"help_option_names": ["-h", "--help"]})
def approdo() -> None:
    """Approdo: information system of the immigration offices of the Italian Prefetture."""


def main() -> None:
    """Run the command line; a refusal is one clear line and exit status 2."""
    try:
        approdo(prog_name="approdo")
    except (ConfigurationError, EmbeddedDatabaseError) as error:
        click.echo(f"approdo: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
