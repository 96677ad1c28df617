"""The alphabetical order of text/swedish_order.py as an expression of the database.

The private Postgres has no ICU and the server's collation is anybody's, so no collation is asked:
the key is made by the same steps and compared byte by byte.
"""

from typing import Any

from django.db.models import CharField, Func

from modellkoncept.text import swedish_order as order


def _literal(constant: str) -> str:
    return "'" + constant.replace("'", "''") + "'"


_KEY = (
    f"translate({{0}}, {_literal(order.FROM)}, {_literal(order.TO)})",
    f"regexp_replace({{0}}, {_literal(order.NUMBER)}, {_literal(order.FILLED)}, 'g')",
    f"regexp_replace({{0}}, {_literal(order.TOO_LONG)}, {_literal(order.CUT)}, 'g')",
)


class SwedishOrder(Func):
    """The key to order by: `order_by(SwedishOrder("name"))`, or so in a model's `ordering`."""

    arity = 1
    output_field = CharField()

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_context: Any) -> Any:
        text, parameters = compiler.compile(self.source_expressions[0])
        key = text
        for step in _KEY:
            key = step.replace("{0}", key)
        # Two that are ordered alike stand in the order of their signs.
        return f'({key} || {_literal(order.END)} || {text}) COLLATE "C"', (*parameters,) * 2
