"""Words by which a line of names is told from a title, a venue or a list of subjects."""

from __future__ import annotations

import re

_TITLE_WORDS = frozenset(
    """
    ieee acm aiaa siam informs isprs ifac eurasip proc trans int comput sci conf lett awesome blogs remarks concluding
    constraint constraints firmware fuzzer fuzzers lib libraries
    accepted access accuracy acta action actions active adaptation adaptive advances adversarial agent agents
    algorithm algorithms alignment all american analysis and annals annual anomalies anomaly answering appear appendix
    application applications architecture architectures archives artificial arxiv assessment astronomy attack attacks
    attention attribution australia austria autoencoder autoencoders automatic autonomous award awards backpropagation
    bandit barcelona based bayes bayesian beach beijing bench benchmark benchmarking benchmarks beyond biological
    biology black blind blog book books boosting brain brazil british bulletin business canada cancer capsule caption
    causal cell cells cellular challenge chapter chemical chemistry china city classification classifier classifiers
    climate clinical cloud clustering code communication communications complex complexity compression computation
    computational computer computers computing conference contents contextual contrastive contributing control
    convolution convolutional corpora corpus counterfactual course courses coverage criterion curve data database
    databases dataset datasets december decision deep demo density dependency deployment depth detection development
    dialogue differentiable differential diffusion dimensional discovery discrete disease dissecting dissertation
    distillation distributed document documents domain dynamic dynamics ecology economic economics education
    educational efficient electronics embedding embeddings empirical end-to-end energy engineering enhancing ensemble
    ensembles entity environment environmental equations ethical european evaluation event events evidence evolution
    evolutionary examples explainability explainable explaining explanation explanations exploring extraction factors
    fairness fast feature features february federated feedback few-shot filter filters finance financial fine-tuning
    flexible fluid forecasting forest forests foundation framework france friday fusion fuzz fuzzing gaussian gene
    general generalization generalized generation generative genes genome geography geology geometric germany github
    global gradient graph graphs grasping greedy handbook hardware health hierarchical history honolulu how human
    humans hybrid image images improving india induction inference information instruction intelligence interactive
    international internet interpretability interpretable interpreting introduction italy its january japan journal
    july kernel kingdom knowledge korea language languages large layer layers learning learning-based lecture legal
    letters lexical library license lightweight linear linguistics links local logic low machine machines magazine
    management manipulation march marketing materials mathematical mathematics measure mechanics medical medicine
    memory message meta method methods metric metrics mining miscellaneous mixture mobile model modeling modelling
    models molecular monday montreal more multi-task multimodal multiple multivariate mutation national natural nature
    navigation net netherlands nets network networks neural noise nonlinear not notes november numerical nursing
    object objects october online open opinion optical optics optimal optimization optimizing oral others our outlier
    overview paper papers parallel parameter parameters parsing pattern patterns pdf perception perspective philosophy
    physics planning point policies policy political pooling population pose poster practice pre-training prediction
    predictions preprint prior privacy probabilistic probability problem problems proceedings processing program
    programs project prompting propagation protein proteins pruning psychological psychology public quality
    quantization quantum quarterly question random ranking reasoning recognition recommendation recommender
    reconstruction recurrent regression regularization reinforcement relational report reports representation
    representations research resolution resources responsible rethinking retrieval retrieval-augmented review reward
    rewards robotic robotics robust robustness safety saliency sampling saturday scalable scale scene science sciences
    search searching seattle security segmentation self-supervised semantic semantics sensor sensors sentence
    sentiment september sequence sequences sequential series shanghai simulation simulations singapore skeleton slides
    social sociology software solvers spain sparse spatial spectral speech spotlight states statistical statistics
    stereo stochastic stream streaming streams structural structure structured study summarization sunday supervised
    surgery survey surveys sweden switzerland symposium syntax system systems table tagging task tasks techniques
    technologies technology temporal text that the their theory these thesis this those through thursday time tool
    tools topic topics topology toward towards track tracking traffic training transactions transfer transformer
    transformers translation tree trees trustworthy tuesday turbulence tutorial tutorials uncertainty understanding
    universal unsupervised usa vancouver variance variational vector vegas verification video videos vision visual
    visualising visualization visualizing vulnerabilities washington wavelet web website wednesday what when where
    which who why wireless without word words workshop workshops world york your zero zero-shot
""".split()
)
"""What stands in titles and names of venues, and is nobody's name; “Long”, “Field”, “Young” and “Law” are, so they are
left out."""
_TITLE_ENDINGS = re.compile(
    r"\w{2,}(?:[ts]ions?|olog(?:y|ies)|ities|iz(?:ing|ed|ation)|ically|ical|metric|istics|graphy|abilit(?:y|ies)|wareness|isms?)"
)
_CHINESE_FAMILIES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖"
    "邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐"
    "沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵欧解强柴华车冉房边"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻餘鐘譚鄒陸龍錢湯賀賴龔龐蘭顏嚴溫韋畢聶叢齊莊時關淩費紀歐項遊陽衛單寧"
)
_KOREAN_FAMILIES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예봉"
)
_JAPANESE_NAME = re.compile(
    r"(?:佐藤|鈴木|高橋|田中|伊藤|渡[辺邊部]|山[本田口崎下中内根]|中[村島野川山西田]|小[林川野島池]|加藤|吉[田川村]|佐々木|松[本田井尾浦]|井上|木[村下]"
    r"|斎藤|齋藤|斉藤|清水|池田|橋本|阿部|石[川井田原]|前田|岡[田本]|長谷川|藤[田井原本]|後藤|近藤|村[上田]|遠藤|青木|坂本|福田|太田|西[村田川]|金子|三浦|原田"
    r"|竹内|田村|和田|森[田本]|上[田野]|内田|柴田|酒井|宮[崎本]|大[野塚西]|河[野合]|平[野田]|今[井村]|高[木田]|安[田藤]|久保|野[村口田]|新井)[\u3040-\u30ff\u3400-\u9fff]{1,3}"
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_HANGUL_NAME = re.compile(r"[\uac00-\ud7a3]{2,4}")


def is_title_word(word: str) -> bool:
    """True for a word of titles and venues, which is in no name.

    >>> [is_title_word(word) for word in ("Networks", "Segmentation", "Graph-Based", "Hinton", "Fei-Fei")]
    [True, True, True, False, False]
    """
    folded = word.lower().strip(".'’-")
    pieces = folded.split("-") if "-" in folded else [folded]
    return folded in _TITLE_WORDS or any(piece in _TITLE_WORDS or _TITLE_ENDINGS.fullmatch(piece) for piece in pieces)


def is_cjk_name(text: str) -> bool:
    """True for what can be a Chinese, Japanese or Korean name, by its first character.

    >>> is_cjk_name("张伟"), is_cjk_name("김철수"), is_cjk_name("图像")
    (True, True, False)
    """
    if _JAPANESE_NAME.fullmatch(text):
        return True
    if _HAN_NAME.fullmatch(text):
        return text[0] in _CHINESE_FAMILIES
    return bool(_HANGUL_NAME.fullmatch(text)) and text[0] in _KOREAN_FAMILIES
