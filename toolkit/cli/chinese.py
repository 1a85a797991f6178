"""click's own sentences in Chinese. Knows click's English texts and nothing else."""

import importlib
import re
from collections.abc import Callable
from typing import Any

_TEXTS = {
    "Usage:": "用法：",
    "Usage": "用法",
    "Options": "选项",
    "Commands": "命令",
    "Arguments": "参数",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]…",
    "Show this message and exit.": "显示本说明后退出。",
    "Show the version and exit.": "显示版本后退出。",
    "Error: {message}": "命令用法不对：{message}",
    "Try '{command} {option}' for help.": "输入“{command} {option}”查看用法。",
    "Missing command.": "没有写命令。",
    "No such command {name!r}.": "没有“{name}”这个命令。",
    "No such option {name!r}.": "没有“{name}”这个选项。",
    "No such option: {name}": "没有“{name}”这个选项。",
    "Did you mean {possibility}?": "是不是想用 {possibility}？",
    "Did you mean {suggestion}?": "是不是想用 {suggestion}？",
    "(Did you mean one of: {possibilities}?)": "（相近的有：{possibilities}）",
    "Option {name!r} requires {nargs} arguments.": "选项“{name}”后面要写 {nargs} 个值。",
    "{value} is not in the range {range}.": "“{value}”不在 {range} 的范围内。",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "(Possible options: {possibilities})": "（相近的选项：{possibilities}）",
    "Invalid value: {message}": "填写的值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing {param_type}": "缺少参数",
    "Option {name!r} requires an argument.": "选项“{name}”后面要写值。",
    "Option {name!r} does not take a value.": "选项“{name}”后面不写值。",
    "{name!r} is not a valid {number_type}.": "“{name}”不是数字。",
    "{value!r} is not a valid {number_type}.": "“{value}”不是数字。",
    "{value!r} is not one of {choices}.": "“{value}”不在可选项内：{choices}。",
    "{name} {filename!r} does not exist.": "{name}“{filename}”不存在。",
    "{name} {filename!r} is a directory.": "“{filename}”是文件夹，不是文件。",
    "{name} {filename!r} is a file.": "“{filename}”是文件，不是文件夹。",
    "file": "文件",
    "directory": "文件夹",
    "path": "路径",
    "default: {default}": "默认：{default}",
    "required": "必填",
    "Aborted!": "已中止。",
    "Got unexpected extra argument ({args})": "多出了参数：{args}",
    "Got unexpected extra arguments ({args})": "多出了参数：{args}",
}
_METAVARS = {"[OPTIONS]": "[选项]", "[COMMAND] [ARGS]...": "[命令] [参数]…", "COMMAND [ARGS]...": "命令 [参数]…"}
"""What click writes into a usage line without asking for a translation."""
_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")


def _one(text: str) -> str:
    return _TEXTS.get(text, text)


def _many(one: str, many: str, number: int) -> str:
    return _TEXTS.get(one if number == 1 else many, one if number == 1 else many)


def _choices(self: Any, param: object, ctx: object) -> str:
    return f"可选：{'、'.join(self.choices)}。"


def _missing(english: Callable[[Any], str]) -> Callable[[Any], str]:
    """Return click's sentence about what is missing, with stops and quotation marks as Chinese has them."""

    def said(self: Any) -> str:
        return re.sub(" '([^']*)'", r"“\1”", re.sub(r"\.( |$)", "。", english(self), count=1))

    said.chinese = True  # type: ignore[attr-defined]
    return said


def install() -> None:
    """Make click speak Chinese in this process."""
    import click

    from toolkit.cli.wrapping import FittingHelp

    click.Context.formatter_class = FittingHelp
    write_usage = click.HelpFormatter.write_usage

    def in_chinese(self: click.HelpFormatter, prog: str, args: str = "", prefix: str | None = None) -> None:
        for english, chinese in _METAVARS.items():
            args = args.replace(english, chinese)
        write_usage(self, prog, args, prefix)

    if not getattr(write_usage, "chinese", False):
        in_chinese.chinese = True  # type: ignore[attr-defined]
        click.HelpFormatter.write_usage = in_chinese  # type: ignore[method-assign]
    click.Choice.get_missing_message = _choices  # type: ignore[method-assign]
    missing = click.MissingParameter.format_message
    if not getattr(missing, "chinese", False):
        click.MissingParameter.format_message = _missing(missing)  # type: ignore[assignment, method-assign]
    for name in _MODULES:
        module = importlib.import_module(f"click.{name}")
        if hasattr(module, "_"):
            vars(module)["_"] = _one
        if hasattr(module, "ngettext"):
            vars(module)["ngettext"] = _many
