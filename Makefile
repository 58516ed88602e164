# Everything a newcomer needs. Targets are listed by `make help`; all set-up happens by itself.
SHELL := /bin/sh
# Some machines forbid Python to keep its bytecode: each process that starts would then spend seconds on compiling.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help

# A Python >= 3.11 by whatever name it goes; pyenv's shims refuse versions that are not named, so each is tried.
PYTHON := $(shell for p in "$$BOAI_PYTHON" python3.13 python3.12 python3.11 python3 python "$$HOME"/.pyenv/versions/3.1[123]*/bin/python3; do \
	[ -n "$$p" ] && "$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1 && { printf '%s' "$$p"; break; }; done)

READY := .venv/.boai-ready
LOCKS := pyproject.toml uv.lock bot/nlu/pyproject.toml bot/nlu/uv.lock deploy/setup.py

.PHONY: help setup run test train eval bench bench-national lint soak

help:
	@echo "make run    安装、训练并启动（首次需要几分钟）"
	@echo "make test   安装并运行全部测试"
	@echo "make train  训练理解引擎的模型"
	@echo "make eval   在没见过的句子和问题上打分"
	@echo "make bench  与原版 Rasa 比速度、内存、启动时间；测全国规模 1% 和 10% 的速度"
	@echo "make bench-national  在全国规模的合成数据上测速度（一个数据库约半小时到一小时、15 GB 磁盘）"
	@echo "make lint   代码风格与类型检查"
	@echo "make soak   长时间稳定性测试"

setup: $(READY)

$(READY): $(LOCKS)
	@[ -n "$(PYTHON)" ] || { echo "需要 Python 3.11 至 3.13。装好后再运行，或用 BOAI_PYTHON=/路径/python3 指明位置。"; exit 1; }
	@"$(PYTHON)" deploy/setup.py
	@touch "$(READY)"

run: setup
	@exec .venv/bin/python -m bot.cli up

test: setup
	@sh deploy/test_system.sh
	@.venv/bin/python -m pytest -m "not soak" -n 2 --dist loadgroup --no-loadscope-reorder --durations=25 $(PYTEST)

train: setup
	@.venv/bin/python -m bot.cli train

eval: setup
	@.venv/bin/python -m tests.eval

bench: setup
	@.venv/bin/python -m tests.bench
	@.venv/bin/python -m tests.bench.size --share 0.01 0.1 --recounts

bench-national: setup
	@.venv/bin/python -m tests.bench.size --share 1 --recounts

lint: setup
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

soak: setup
	@.venv/bin/python -m pytest -m soak $(PYTEST)
