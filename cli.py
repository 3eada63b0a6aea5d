"""The door of a checkout: `python cli.py --help`. The commands live in analyzer/commands."""

from analyzer.commands import cli

if __name__ == "__main__":
    cli()
