"""A corpus in Datasette's own pages."""

import asyncio
import json

import pytest

from tests.export.conftest import corpus_path, export  # noqa: F401 - the corpus made by hand


@pytest.fixture
def get(corpus_path, monkeypatch):  # noqa: F811
    """A function that asks Datasette, with the plugin, for a page as JSON."""
    monkeypatch.setenv("LC_ALL", "C")
    from datasette.app import Datasette
    from datasette.plugins import pm

    from analyzer.integrations import datasette as plugin

    present = pm.has_plugin("policy_analyzer") or pm.is_registered(plugin)
    if not present:
        pm.register(plugin, name="policy_analyzer")
    served = Datasette([str(corpus_path)])

    def ask(path, **parameters):
        async def call():
            await served.invoke_startup()
            return await served.client.get(path, params=parameters)

        answer = asyncio.run(call())
        assert answer.status_code == 200, answer.text
        return answer.json() if ".json" in path else answer.text

    yield ask
    if not present:
        pm.unregister(plugin)


@pytest.mark.parametrize(("query", "count"), [("智慧城市建设", 1), ("綠色低碳", 1), ("绿色低碳", 1), ("open data", 1), ("城市 open", 0), ("。", 0), ('"', 0)])
@pytest.mark.filterwarnings("ignore")
def test_the_search_box_cuts_chinese_into_words(get, query, count):
    page = get("/c/sentences.json", _search=query, _shape="objects", coder="model-1")
    assert len(page["rows"]) == count


@pytest.mark.filterwarnings("ignore")
def test_pages_offer_titles_facets_and_search(get):
    page = get("/c/sentences")
    assert 'type="search"' in page
    assert "search takes Chinese as it is written" in page
    facets = get("/c/sentences.json")["facet_results"]
    counted = {item["value"]: item["count"] for item in facets["codes"]["results"]}
    assert counted["principles:green"] == 6
    assert {item["value"] for item in facets["place"]["results"]} == {"𠮷林市"}
    for name, words in (("policies", "Documents"), ("elements", "best sentence"), ("sentence_codes", "probability")):
        assert words in get(f"/c/{name}")
    assert "sentence_terms" not in get("/c")
    assert "td.col-text" in page
    assert "td.col-text" not in get("/")


@pytest.mark.filterwarnings("ignore")
def test_the_metadata_file_serves_where_the_plugin_is_not(corpus_path, export):  # noqa: F811
    from datasette.app import Datasette
    from datasette.plugins import pm

    from analyzer.export.datasette import write_metadata

    plugin = pm.unregister(name="policy_analyzer") if pm.has_plugin("policy_analyzer") else None
    try:
        served = Datasette([str(corpus_path)], metadata=json.loads(export(write_metadata, name=corpus_path.stem)))

        async def call(path):
            await served.invoke_startup()
            return await served.client.get(path)

        page = asyncio.run(call("/c/sentences?_search=智慧 城市")).text
        assert "put blanks between Chinese words" in page
        assert "td.col-text" in page
        assert 'type="search"' in page
        assert len(asyncio.run(call("/c/sentences.json?_search=智慧 城市&coder=model-1")).json()["rows"]) == 1
        assert asyncio.run(call("/c/sentences.json?_search=智慧城市建设")).json()["rows"] == []
    finally:
        if plugin is not None:
            pm.register(plugin, name="policy_analyzer")


@pytest.mark.filterwarnings("ignore")
def test_a_database_of_another_program_is_left_alone(tmp_path):
    import sqlite3

    from analyzer.integrations.datasette import is_corpus

    other = tmp_path / "other.db"
    sqlite3.connect(other).execute("CREATE TABLE t (x)").connection.close()
    assert not is_corpus(str(other))
    assert not is_corpus(str(tmp_path / "none.db"))
    assert not is_corpus(None)
