"""WeasyPrint, without what it would load or do in vain. It is imported here and nowhere else.

WeasyPrint loads the parts of fontTools that cut fonts down and turn a variable font into a fixed one, although HarfBuzz
does the cutting and the fonts of our styles are fixed. Loading them takes as long as a good part of all the rest, so
it is left until one of them is used. The words of a picture it would lay out and draw letter by letter.
"""

import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

HARDLY_USED = ("fontTools.subset", "fontTools.varLib.instancer")


class Later(ModuleType):
    """Stands for a module until something of it is called."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def called(*given: Any, **named: Any) -> Any:
            return getattr(self._loaded(), name)(*given, **named)

        return called

    def _loaded(self) -> ModuleType:
        name = self.__name__
        if sys.modules.get(name) is self:
            del sys.modules[name]
        return import_module(name)


class Run(str):
    """Words that count as one letter, drawn at once: none of our pictures gives its letters places of their own."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


for module in HARDLY_USED:
    sys.modules.setdefault(module, Later(module))
weasyprint: Any = import_module("weasyprint")
svg: Any = import_module("weasyprint.svg")
svg.Node.text = property(lambda node: node._etree_node.text and Run(node._etree_node.text))
