"""`lc codes`: what somebody wrote, as the code of a classification. Needs no settings, no database and no network."""

from typing import Annotated, Any

import typer

from deploy.cli.json_lines import judged, text_of
from deploy.cli.output import Json, machine, table
from shared.rules.countries import COUNTRIES
from shared.rules.languages import LANGUAGES
from shared.rules.named_codes import NamedCodes

app = typer.Typer(no_args_is_help=True, help="Codes of languages and countries, found by the names that people write.")
Text = Annotated[
    str | None,
    typer.Argument(help='What was written. Left out, lines of JSON are read from standard input: {"text": "..."}.'),
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
    if text is None:
        judged(lambda said: _reading(codes, text_of(said)))
    elif as_json:
        machine(_reading(codes, text))
    elif (found := codes.find(text)).code:
        typer.echo(f"{_standard(found.code)} {codes.words(found.code)}")
    else:
        rows = [(_standard(code), codes.words(code)) for code in found.choices]
        table(("Code", "Name"), rows, "Nothing here is called that: it stays as it was written.")


def _reading(codes: NamedCodes, text: str) -> dict[str, Any]:
    found = codes.find(text)
    choices = [{"code": _standard(code), "words": codes.words(code)} for code in found.choices]
    return {"code": _standard(found.code) if found.code else ASK, "standard": codes.standard, "choices": choices}


def _standard(code: str) -> str:
    """As the standard has it: what it puts together has one code there."""
    return code.partition(".")[0]
