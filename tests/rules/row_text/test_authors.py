"""Authors of a row: the ways in which people write them, and lines that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.names import display_name
from pipeline.model.records import Name
from pipeline.rules.row_text.authors import looks_like_authors, read_authors

FORMS = """
Last, First; Other, Second => Last|First ; Other|Second
Hastie T; Tibshirani R => Hastie|T. ; Tibshirani|R.
Alice Smith; Bob Lee; and Carol Wu => Smith|Alice ; Lee|Bob ; Wu|Carol
Smith, John and Doe, Jane and others => Smith|John ; Doe|Jane +
Vargas Llosa, Mario and García Márquez, Gabriel => Vargas Llosa|Mario ; García Márquez|Gabriel
{Barnes and Noble} and Smith, John => {Barnes and Noble} ; Smith|John
Sutton, Richard S. and Barto, Andrew G. => Sutton|Richard S. ; Barto|Andrew G.
Zeiler MD, Fergus R => Zeiler|M. D. ; Fergus|R.
Zeiler MD, et al. => Zeiler|M. D. +
van der Maaten L, Hinton G => Maaten|L.|van der ; Hinton|G.
de Souza J.A., Lee B. => Souza|J.A.|de ; Lee|B.
Smith J, Google Research, Lee B => Smith|J. ; {Google Research} ; Lee|B.
Wei LI, Yang XU => LI|Wei ; XU|Yang
KIM B => B|KIM
LeCun, Y., Bengio, Y., & Hinton, G. => LeCun|Y. ; Bengio|Y. ; Hinton|G.
Hastie, T., Tibshirani, R. and Friedman, J. => Hastie|T. ; Tibshirani|R. ; Friedman|J.
LeCun, Y, Bengio, YL => LeCun|Y. ; Bengio|Y. L.
Zeiler, M.D., Fergus, R.: => Zeiler|M.D. ; Fergus|R.
Maaten, L. v. d., & Hinton, G. => Maaten|L. v. d. ; Hinton|G.
Müller, K.-R., Mika, S. => Müller|K.-R. ; Mika|S.
King, M. L., Jr., & Smith, A. => King|M. L.|Jr. ; Smith|A.
Brown, T. B., Mann, B., ... & Amodei, D. => Brown|T. B. ; Mann|B. ; Amodei|D. +
LeCun, Yann, Bengio, Y. => LeCun|Yann ; Bengio|Y.
A. Smith and B. Wu => Smith|A. ; Wu|B.
Y. Bengio, A. Courville, and P. Vincent => Bengio|Y. ; Courville|A. ; Vincent|P.
Alice Smith,Bob Lee & Carol Wu. => Smith|Alice ; Lee|Bob ; Wu|Carol
Laurens van der Maaten, Philip S. Yu. => Maaten|Laurens|van der ; Yu|Philip S.
Cho, Kyunghyun, et al. => Cho|Kyunghyun +
Graves, Alex, Greg Wayne, and Ivo Danihelka => Graves|Alex ; Wayne|Greg ; Danihelka|Ivo
Hinton, Geoffrey E., Simon Osindero, and Yee-Whye Teh. => Hinton|Geoffrey E. ; Osindero|Simon ; Teh|Yee-Whye
Hinton, Geoffrey E., and Ruslan R. Salakhutdinov. => Hinton|Geoffrey E. ; Salakhutdinov|Ruslan R.
García Márquez, Gabriel, and Carol Wu => García Márquez|Gabriel ; Wu|Carol
Van der Maaten, Laurens, and Geoffrey Hinton => Van der Maaten|Laurens ; Hinton|Geoffrey
Smith, John, Doe, Jane, and Wu, Bob => Smith|John ; Doe|Jane ; Wu|Bob
Smith, John Paul, Doe, Jane => Smith|John Paul ; Doe|Jane
Gabriel García Márquez und Kurt Gödel => Márquez|Gabriel García ; Gödel|Kurt
García-Márquez, G., y Vargas Llosa, M. => García-Márquez|G. ; Vargas Llosa|M.
Ortega y Gasset, José => Ortega y Gasset|José
Szőke Szabolcs, Nagy István => Szabolcs|Szőke ; István|Nagy
He, Zhang, Ren, Sun => {He} ; {Zhang} ; {Ren} ; {Sun}
Zeiler & Fergus => {Zeiler} ; {Fergus}
Krizhevsky, Sutskever, and Hinton => {Krizhevsky} ; {Sutskever} ; {Hinton}
Иванов И.И., Петров П.П. и др. => Иванов|И.И. ; Петров|П.П. +
张三、李四 => {张三} ; {李四}
张三，李四 等 => {张三} ; {李四} +
张三 李四 王五 => {张三} ; {李四} ; {王五}
王伟, 李娜 and 张敏 => {王伟} ; {李娜} ; {张敏}
田中 太郎、鈴木 花子 => 田中|太郎 ; 鈴木|花子
김철수, 이영희 => {김철수} ; {이영희}
김철수·이영희 외 3명 => {김철수} ; {이영희} +
Martin Luther King, Jr., Coretta Scott King => King|Martin Luther|Jr. ; King|Coretta Scott
John Smith III, Bob Lee => Smith|John|III ; Lee|Bob
John Smith, PhD, Jane Doe, MD => Smith|John ; Doe|Jane
Prof. Dr. Alice Smith, Dr. Bob Lee => Smith|Alice ; Lee|Bob
Alice Smith¹*, Bob Lee²,† => Smith|Alice ; Lee|Bob
Alice Smith1,2*, Bob Lee2, Carol Wu1 => Smith|Alice ; Lee|Bob ; Wu|Carol
Alice Smith$^{1,2}$, Bob Lee^2 => Smith|Alice ; Lee|Bob
Alice Smith<sup>1,2</sup>, **Bob Lee** => Smith|Alice ; Lee|Bob
Alice Smith (MIT), Bob Lee (Stanford University). => Smith|Alice ; Lee|Bob
Jiayi (Eris) Zhang, Bob Lee => Zhang|Jiayi (Eris) ; Lee|Bob
Alice Smith [0000-0002-1825-0097], Bob Lee (ORCID: 0000-0002-1825-0097) => Smith|Alice ; Lee|Bob
Alice Smith a@b.org, Bob Lee https://orcid.org/0000-0002-1825-0097 => Smith|Alice ; Lee|Bob
Wei Wang 0001, Bob Lee 0002 => Wang|Wei ; Lee|Bob
Authors: Alice Smith, Bob Lee. => Smith|Alice ; Lee|Bob
作者：张三、李四 => {张三} ; {李四}
by Alice Smith and Bob Lee => Smith|Alice ; Lee|Bob
Alice Smith | Bob Lee • Carol Wu => Smith|Alice ; Lee|Bob ; Wu|Carol
Alice Smith et al., 2019 => Smith|Alice +
Alice Smith (UC Berkeley) et al. => Smith|Alice +
Alice Smith and 12 others => Smith|Alice +
Alice Smith, Bob Lee, + 3 more => Smith|Alice ; Lee|Bob +
Smith, J. (2019) => Smith|J.
Smith et al. => {Smith} +
Department of Energy and Climate => {Department of Energy and Climate}
Centers for Disease Control and Prevention => {Centers for Disease Control and Prevention}
DeepMind & Google => {DeepMind & Google}
ATLAS and CMS Collaborations => {ATLAS and CMS Collaborations}
Alice Smith and the ATLAS Collaboration => Smith|Alice ; {the ATLAS Collaboration}
Alice Smith for the ATLAS Collaboration => Smith|Alice ; {the ATLAS Collaboration}
Alice Smith, on behalf of the ADNI Initiative => Smith|Alice ; {the ADNI Initiative}
{Google and DeepMind}, Alice Smith => {Google and DeepMind} ; Smith|Alice
Barnes and Noble, Inc. => {Barnes and Noble, Inc.}
Procter & Gamble; Smith, John => {Procter & Gamble} ; Smith|John
Lee, A.; Kim & Park => Lee|A. ; {Kim} ; {Park}
National Academies of Sciences, Engineering, and Medicine => {National Academies of Sciences, Engineering, and Medicine}
OpenAI, Josh Achiam, Steven Adler => {OpenAI} ; Achiam|Josh ; Adler|Steven
Gemini Team Google: Rohan Anil => {Gemini Team Google} ; Anil|Rohan
"""


def show(name: Name) -> str:
    parts = (name.family, name.given, name.particle, name.suffix)
    return f"{{{name.literal}}}" if name.literal else "|".join(filter(None, parts))


@pytest.mark.parametrize("form", FORMS.strip().splitlines())
def test_forms(form: str):
    text, _, expected = form.partition(" => ")
    found = read_authors(text)
    assert " ; ".join(map(show, found.names)) + " +" * found.is_cut == expected


@pytest.mark.parametrize("text", ["", " ", "-", "null", "N/A", "Anonymous authors", "Unknown", ",;,", "¹*", "(MIT)"])
def test_nobody(text: str):
    assert read_authors(text).names == ()
    assert not read_authors(text).is_cut


def test_et_al_alone_names_nobody():
    assert read_authors("et al.").names == ()
    assert read_authors("et al.").is_cut


WORDS = st.sampled_from("Smith Lovelace Nguyen O'Neil García Müller Østergård Bernard-Lévy Šimůnek Wang".split())
GIVEN = st.sampled_from("Alice Bob Jean-Luc Ada Chloé Örjan Mary".split())
INITIALS = st.sampled_from(["A.", "B. C.", "J.-P.", "Q."])
PEOPLE = st.lists(st.tuples(WORDS, GIVEN), min_size=2, max_size=6, unique=True)


@given(PEOPLE)
def test_full_names_survive_every_style(people: list[tuple[str, str]]):
    direct = [f"{given} {family}" for family, given in people]
    inverted = [f"{family}, {given}" for family, given in people]
    *first, last = direct
    styles = (
        ", ".join(direct),
        "; ".join(inverted),
        " and ".join(inverted),
        " and ".join(direct),
        f"{', '.join(first)} and {last}.",
        f"{', '.join([inverted[0], *direct[1:-1]])}, and {last}.",
    )
    for style in styles:
        assert [(name.family, name.given) for name in read_authors(style).names] == people, style


@given(st.lists(st.tuples(WORDS, INITIALS), min_size=2, max_size=6, unique=True))
def test_initials_survive_every_style(people: list[tuple[str, str]]):
    inverted = [f"{family}, {given}" for family, given in people]
    styles = (
        f"{', '.join(inverted[:-1])}, & {inverted[-1]}",
        ", ".join(f"{given} {family}" for family, given in people),
        ", ".join(f"{family} {given}" for family, given in people),
    )
    for style in styles:
        assert [(name.family, name.given) for name in read_authors(style).names] == people, style


@given(st.text(st.sampled_from("ab A.,;&{}()[]|·、 and et al\u0301*1²é"), max_size=60))
def test_noise_makes_no_words_up(text: str):
    for name in read_authors(text).names:
        assert display_name(name)
    looks_like_authors(text)


@pytest.mark.parametrize("piece", ["(", "{", "[", "a, ", "and ", "& ", "1,2", "et al ", "a@", "、", "A.", "of x, "])
def test_long_lines_take_no_square_of_time(piece: str):
    read_authors(piece * 20_000)
    looks_like_authors(piece * 1_000)


@pytest.mark.parametrize(
    "line",
    [
        "Leo Breiman",
        "Leo Breiman.",
        "J. R. Quinlan",
        "Graves, Alex, Greg Wayne, and Ivo Danihelka",
        "Zhiyuan Liu, Jie Zhou.",
        "Szegedy, Christian, et al.",
        "Wu, Schuster, Chen, Le, et al.",
        "Boyi Wei, Kaixuan Huang, Xiangyu Qi, Mengzhou Xia et al",
        "Marcelo Gennari do Nascimento, Khalil Sima'an",
        "Jaeseong Lee, seung-won hwang, Aurick Qiao",
        "Vladimír Boža",
        "张伟、李娜",
        "山田太郎、佐藤花子",
        "김철수, 이영희",
        "Jan Kautz (NVIDIA), Xueting Li (NVIDIA).",
        "Smith et al.",
        "OpenAI, Josh Achiam, Steven Adler",
        "Gemini Team",
    ],
)
def test_lines_of_authors(line: str):
    assert looks_like_authors(line)


@pytest.mark.parametrize(
    "line",
    [
        "Random Forests",
        "Attention Is All You Need",
        "Graph Attention Networks",
        "Deep Learning",
        "Constraint Solving",
        "IEEE Access",
        "Nature Medicine",
        "Pattern Recognition Letters",
        "J. Mach. Learn. Res.",
        "J. Phys. A",
        "NeurIPS 2019",
        "Vienna, Austria",
        "Cambridge, MA",
        "Long Beach, CA, USA",
        "Machine Learning, Data Mining, and Computer Vision",
        "Pruning, Quantization, Distillation",
        "图像、文本",
        "Learn to Solve Routing Problems!",
        "No Peer, no Cry: Network Application Fuzzing",
        "https://arxiv.org/abs/1706.03762",
        "Paper, Code, Slides",
        "University of Oxford",
        "Who we are",
        "Lee",
        "",
    ],
)
def test_lines_that_are_no_authors(line: str):
    assert not looks_like_authors(line)
