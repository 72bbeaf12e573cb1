"""Facts read on pages stand in the tables, with the page they were read on."""

import datetime

import pytest

import sco_data as sco
from sco_data.citing import find_row

AGREEMENTS = {
    "armenia-dialogue-partner-memorandum-2016": (
        {"signed_on": "2016-04-16", "place_id": "beijing-cn"},
        "https://www.gazeta.uz/ru/2016/04/16/sco/",
    ),
    "asean-secretariat-memorandum-2005": (
        {"signed_on": "2005-04-21", "place_id": "jakarta-id"},
        "https://asean.org/2005/04/21",
    ),
    "cica-secretariat-memorandum-2014": (
        {"signed_on": "2014-05-20", "place_id": "shanghai-cn"},
        "https://qazinform.com/news/sco-and-cica-secretariats-ink-mou_a2659863",
    ),
    "cis-executive-committee-memorandum-2005": (
        {"signed_on": "2005-04-12", "status": "signed"},
        "https://rus.sectsco.org/20180927/469313.html",
    ),
    "csto-secretariat-memorandum-2007": (
        {"signed_on": "2007-10-05", "place_id": "dushanbe-tj"},
        "https://ealegislation.com/document.fwx?rgn=46847",
    ),
    "eco-agreement": (
        {"signed_on": "2018-07-12", "date_precision": "on-or-before"},
        "http://eng.sectsco.org/news/20180712/456792.html",
    ),
    "fao-memorandum-2019": (
        {"signed_on": "2019-11-02", "place_id": "tashkent-uz"},
        "http://eng.sectsco.org/news/20191211/612097.html",
    ),
    "icrc-memorandum-2017": (
        {"signed_on": "2017-06-09", "place_id": "astana-kz"},
        "http://eng.sectsco.org/news/20170609/290214.html",
    ),
    "un-secretariat-joint-declaration-2010": (
        {"signed_on": "2010-04-05", "kind": "joint-declaration"},
        "https://press.un.org/en/2010/sgt2722.doc.htm",
    ),
    "unesco-memorandum-2018": (
        {"signed_on": "2018-06-10", "date_precision": "day"},
        "http://eng.sectsco.org/news/20200522/649553.html",
    ),
    "unodc-memorandum-2011": (
        {"signed_on": "2011-06-14"},
        "https://chn.sectsco.org/20220317/823552.html",
    ),
}
DOCUMENTS = {
    "sco-charter-2002": (
        {"adopted_on": "2002-06-07", "kind": "charter"},
        "https://worldjpn.net/documents/texts/SCO/20020607.D1E.html",
    ),
    "shanghai-convention-2001": (
        {"adopted_on": "2001-06-15", "kind": "convention"},
        "http://en.kremlin.ru/events/president/news/41570",
    ),
    "tashkent-declaration-2010": (
        {"adopted_on": "2010-06-11", "organisation_id": "sco-council-of-heads-of-state"},
        "https://www.fmprc.gov.cn/mfa_eng/zxxx_662805/t711709.shtml",
    ),
    "tianjin-declaration-2025": (
        {"adopted_on": "2025-09-01", "kind": "declaration"},
        "https://24.kg/vlast/341762_poitogam_soveta_glav_gosudarstv_shos_podpisan_ryad_dokumentov/",
    ),
    "unga-resolution-64-183": (
        {"adopted_on": "2009-12-18", "symbol": "A/RES/64/183"},
        "https://deploy.studylib.es/doc/4359652/a-asamblea-general-naciones-unidas",
    ),
    "unga-resolution-71-14": (
        {"adopted_on": "2016-11-21", "symbol": "A/RES/71/14"},
        "https://eng.sectsco.org/20170102/190808.html",
    ),
    "unga-resolution-2021": (
        {"adopted_on": "2021-03-25", "symbol": None},
        "http://eng.sectsco.org/news/20210330/737245.html",
    ),
}
STATUSES = {
    ("KZ", "founding-member", "2001-06-15"): (
        {"end_on": None},
        "http://english.china.org.cn/english/features/38183.htm",
    ),
    ("MN", "observer", "2004-06-17"): (
        {"end_on": "2025-09-01"},
        "https://global.chinadaily.com.cn/china/2007-08/16/content_6029081.htm",
    ),
    ("IN", "member", "2017-06-09"): (
        {"end_on": None},
        "http://eng.sectsco.org/news/20170609/290249.html",
    ),
    ("AF", "observer", "2012-06-07"): (
        {"end_on": "2025-09-01"},
        "https://uzdaily.com/ru/afganistanu-prisvoen-status-nabliudatelia-turtsii-partnera-po-dialogu-s-shos",
    ),
    ("KH", "dialogue-partner", "2015-09-24"): (
        {"decided_on": "2015-07-10", "end_on": "2025-09-01"},
        "https://uztag.info/ru/news/kambodzha-poluchila-status-partnera-po-dialogu-shos",
    ),
    ("IR", "member", "2023-07-04"): (
        {"end_on": None},
        "https://en.mehrnews.com/news/202784/Iran-officially-becomes-full-fledged-member-of-SCO",
    ),
    ("BY", "member", "2024-07-04"): (
        {"end_on": None},
        "https://eng.sectsco.org/20240704/1460010.html",
    ),
}
OFFICES = {
    "dmitry-mezentsev-secretary-general-sco": (
        {"start_on": "2013-01-01", "end_on": "2015-12-31"},
        "https://caravan.kz/amp/news/dmitrijj-mezencev-naznachen-generalnym-sekretarem-shos-311171",
    ),
    "rashid-alimov-secretary-general-sco": (
        {"start_on": "2016-01-01", "title": "Secretary-General"},
        "https://eng.sectsco.org/20240116/1237998.html",
    ),
    "vladimir-norov-secretary-general-sco": (
        {"start_on": "2019-01-01", "end_on": "2021-12-31"},
        "https://www.app.com.pk/global/china-welcomes-vladimir-norov-as-new-sco-secretary-general/",
    ),
    "nurlan-yermekbayev-secretary-general-sco": (
        {"start_on": "2025-01-01", "end_on": None},
        "https://astanatimes.com/2025/01/president-tokayev-sco-secretary-general-discuss-cooperation-priorities/",
    ),
    "jumakhon-giyosov-director-of-the-executive-committee-sco-rats": (
        {"start_on": "2019-01-01", "organisation_id": "sco-rats"},
        "https://khovar.tj/rus/2018/06/predstavitel-tadzhikistana-dzhumahon-giyosov-naznachen-direktorom-ispolnitelnogo-komiteta-regionalnoj-antiterroristicheskoj-struktury-shos",
    ),
}
ORGANISATIONS = {
    "icrc": (
        {"founded_year": 1863, "place_id": "geneva-ch", "kind": "humanitarian"},
        "https://www.icrc.org/en/document/shanghai-cooperation-organization-and-icrc-step-their-humanitarian-dialogue",
    ),
    "interpol": (
        {"founded_year": 1923, "place_id": "lyon-fr"},
        "http://eng.sectsco.org/20191120/602170.html",
    ),
    "sco-rats": (
        {"parent_id": "sco", "place_id": "tashkent-uz"},
        "http://ecrats.org/en/news/6175",
    ),
    "sco-secretariat": (
        {"parent_id": "sco", "place_id": "beijing-cn"},
        "http://eng.sectsco.org/secretariat/",
    ),
    "unesco": (
        {"founded_year": 1945, "place_id": "paris-fr"},
        "http://eng.sectsco.org/news/20171111/349797.html",
    ),
}
EVENTS = {
    "2018-03-12-vienna-un-sco-narcotics-event": (
        {"place_id": "vienna-at", "type": "special-event"},
        "https://eng.sectsco.org/20180312/394201.html",
    ),
    "2018-05-16-beijing-womens-forum": (
        {"place_id": "beijing-cn", "start_on": "2018-05-16"},
        "https://news.cgtn.com/news/3d3d514d3545544e77457a6333566d54/index.html",
    ),
    "2018-05-28-beijing-afghanistan-contact-group": (
        {"place_id": "beijing-cn", "date_precision": "day"},
        "http://www.news.tj/tj/node/255130",
    ),
    "2018-11-27-new-york-un-sco-special-event": (
        {"place_id": "new-york-us", "type": "special-event"},
        "http://eng.sectsco.org/news/20181128/491703.html",
    ),
    "2018-06-09-qingdao-summit": (
        {"type": "summit", "end_on": "2018-06-10"},
        "https://news.un.org/en/story/2018/06/1011832",
    ),
}
FACTS = [
    pytest.param(table, id, cells, address, id=f"{table}-{id}")
    for table, facts in {
        "agreements": AGREEMENTS,
        "documents": DOCUMENTS,
        "statuses": STATUSES,
        "offices": OFFICES,
        "organisations": ORGANISATIONS,
        "events": EVENTS,
    }.items()
    for id, (cells, address) in facts.items()
]


@pytest.mark.parametrize(("table", "id", "cells", "address"), FACTS)
def test_the_fact_stands_with_its_source(table, id, cells, address):
    row = find_row(table, id)
    found = {
        column: str(row[column]) if isinstance(row[column], datetime.date) else row[column]
        for column in cells
    }
    assert found == cells
    assert address in sco.cite(table, id)


def test_there_are_forty_of_them():
    assert len(FACTS) == 40


def test_the_secretaries_general_follow_one_another():
    offices = sco.load("offices", filters=[("title", "==", "Secretary-General")])
    terms = offices[offices["organisation_id"] == "sco"].sort_values("start_on")
    assert [speaker.split("-")[-1] for speaker in terms["speaker_id"]] == [
        "deguang",
        "nurgaliev",
        "imanaliev",
        "mezentsev",
        "alimov",
        "norov",
        "ming",
        "yermekbayev",
    ]
    ends = list(terms["end_on"])[:-1]
    assert all(end < start for end, start in zip(ends, list(terms["start_on"])[1:], strict=True))


def test_the_spells_of_a_state_leave_no_gap_and_do_not_overlap():
    statuses = sco.load("statuses").sort_values(["state_id", "start_on"])
    for _, spells in statuses.groupby("state_id"):
        assert list(spells["end_on"])[:-1] == list(spells["start_on"])[1:]


@pytest.mark.parametrize("year", range(2001, 2026))
def test_every_year_has_its_summit(year):
    summits = sco.load("events", filters=[("type", "==", "summit")])
    assert (summits["start_on"].dt.year == year).any()
