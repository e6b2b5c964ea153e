"""The chat template of a model file: how it wants a system and a user message written.

Templates are Jinja programs that come with a file from elsewhere, so they run in Jinja's
immutable sandbox.
"""

from __future__ import annotations

import json
import re
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import jinja2
import jinja2.ext
from jinja2.nodes import Node
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..errors import ModelError
from .prompt import Prompt

OPEN_THOUGHT = re.compile(r"<think>\s*\Z")
FIX = "Choose an instruction-tuned model whose GGUF file brings a working chat template."


class _Generation(jinja2.ext.Extension):
    """`{% generation %}` marks what a model is trained on; here it is only passed through."""

    tags = {"generation"}  # noqa: RUF012  (declared so by Jinja)

    def parse(self, parser: Parser) -> Node | list[Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class ChatTemplate:
    """A model file's chat template, ready to render one system and one user message."""

    def __init__(self, source: str, *, bos: str, eos: str, file: Path) -> None:
        """Compile `source` and find out how it takes a system message.

        A template that refuses or drops the system role gets it at the head of the user message.
        Raises ModelError where there is no template, or none that shows both messages.
        """
        if not source.strip():
            raise ModelError("The model file has no chat template.", file=file, fix=FIX)
        self._file = file
        self._special = {"bos_token": bos, "eos_token": eos}
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols, _Generation]
        )
        environment.filters["tojson"] = _tojson
        try:
            self._template = environment.from_string(source)
        except jinja2.TemplateError as error:
            raise self._unusable(error) from error
        self._merged = False
        self._merged = not self._shows_both()
        if self._merged and not self._shows_both():
            raise ModelError(
                "The model file's chat template does not show the messages it is given.",
                file=file,
                fix=FIX,
            )

    def render(self, prompt: Prompt) -> str:
        """The conversation as one text that ends where the model's answer begins."""
        messages = prompt.messages()
        if self._merged:
            messages = [{"role": "user", "content": f"{prompt.system}\n\n{prompt.user}"}]
        try:
            text = self._template.render(
                messages=messages,
                add_generation_prompt=True,
                enable_thinking=False,
                tools=None,
                raise_exception=_raise,
                strftime_now=lambda form: datetime.now().astimezone().strftime(form),
                **self._special,
            )
        except (jinja2.TemplateError, TypeError, ValueError, OverflowError) as error:
            raise self._unusable(error) from error
        return text + "\n</think>\n\n" if OPEN_THOUGHT.search(text) else text

    def pieces(self, prompt: Prompt) -> list[tuple[str, bool]]:
        """The rendered conversation in pieces, each with whether the template itself wrote it.

        What a message contains can then be kept from acting as the template's own markers.
        """
        words = {secrets.token_hex(16): prompt.system, secrets.token_hex(16): prompt.user}
        system, user = words
        text = self.render(Prompt(system, user))
        return [
            (words.get(piece, piece), piece not in words)
            for piece in re.split("(" + "|".join(words) + ")", text)
            if piece
        ]

    def _shows_both(self) -> bool:
        system, user = secrets.token_hex(16), secrets.token_hex(16)
        try:
            text = self.render(Prompt(system, user))
        except ModelError:
            if self._merged:
                raise
            return False
        return text.count(system) == 1 and text.count(user) == 1

    def _unusable(self, error: Exception) -> ModelError:
        return ModelError(
            f"The model file's chat template cannot be used: {error}.", file=self._file, fix=FIX
        )


def _raise(message: str) -> NoReturn:
    raise jinja2.TemplateError(message)


def _tojson(value: Any, indent: int | None = None, **options: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, **options)
