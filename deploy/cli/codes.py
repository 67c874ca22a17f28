"""`lc codes`: what somebody wrote, as the code of a classification. Needs no settings, no database and no network."""

import json
import sys
from typing import Annotated

import typer

from deploy.cli.output import Json, machine, table
from deploy.local.trouble import CliError
from shared.rules.countries import COUNTRIES
from shared.rules.languages import LANGUAGES
from shared.rules.named_codes import NamedCodes

app = typer.Typer(no_args_is_help=True, help="Codes of languages and countries, found by the names that people write.")
Text = Annotated[
    str | None,
    typer.Argument(help='What was written. Left out, {"text": "..."} is read as JSON from standard input.'),
]
ASK = "ask"


@app.command(epilog="Examples: lc codes language 'Tiếng Việt' · echo '{\"text\": \"Chinese\"}' | lc codes language")
def language(text: Text = None, as_json: Json = False) -> None:
    """A language's code (ASCL 2016), or "ask" and what it could be: nothing is guessed."""
    _answer(LANGUAGES, text, as_json)


@app.command(epilog='Examples: lc codes country Burma · echo \'{"text": "Korea"}\' | lc codes country')
def country(text: Text = None, as_json: Json = False) -> None:
    """A country's code (SACC 2016), or "ask" and what it could be: nothing is guessed."""
    _answer(COUNTRIES, text, as_json)


def _answer(codes: NamedCodes, text: str | None, as_json: bool) -> None:
    found = codes.find(_from_stdin() if text is None else text)
    choices = [{"code": _standard(code), "words": codes.words(code)} for code in found.choices]
    if as_json or text is None:
        said = _standard(found.code) if found.code else ASK
        machine({"code": said, "standard": codes.standard, "choices": choices})
    elif found.code:
        typer.echo(f"{_standard(found.code)} {codes.words(found.code)}")
    else:
        rows = [(each["code"], each["words"]) for each in choices]
        table(("Code", "Name"), rows, "Nothing here is called that: it stays as it was written.")


def _standard(code: str) -> str:
    """As the standard has it: what it puts together has one code there."""
    return code.partition(".")[0]


def _from_stdin() -> str:
    try:
        said = json.load(sys.stdin)
        if isinstance(said["text"], str):
            return str(said["text"])
    except (ValueError, LookupError, TypeError):
        pass
    raise CliError('Standard input is not a JSON object like {"text": "Tiếng Việt"}.')
