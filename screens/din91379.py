"""The Latin letters that a name in Germany may have: DIN 91379:2022-08, group "bll" (normative).

Single characters and defined sequences, in Normalization Form C as the standard asks. The list
follows the public transcription by String-Latin/DIN-91379-Characters-and-Sequences (CC BY 4.0).
"""

LETTERS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÀÁÂÃÄÅÆÇ"
    "ÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿĀāĂăĄą"
    "ĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĲĳĴĵĶķĸĹĺĻļĽľĿŀŁ"
    "łŃńŅņŇňŉŊŋŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽ"
    "žƇƈƏƗƠơƯưƷǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǢǣǤǥǦǧǨǩǪǫǬǭǮǯǰǴǵǸǹǺǻǼǽǾǿȒȓȘșȚțȞ"
    "ȟȧȨȩȪȫȬȭȮȯȰȱȲȳəɨʒḂḃḆḇḊḋḌḍḎḏḐḑḗḜḝḞḟḠḡḢḣḤḥḦḧḨḩḪḫḯḰḱḲḳḴḵḶḷḺḻṀṁṂ"
    "ṃṄṅṆṇṈṉṒṓṔṕṖṗṘṙṚṛṞṟṠṡṢṣṪṫṬṭṮṯẀẁẂẃẄẅẆẇẌẍẎẏẐẑẒẓẔẕẖẗẞẠạẢảẤấẦầẨẩ"
    "ẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụ"
    "ỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ"
)

# Base letters with combining marks that have no code point of their own.
_SEQUENCES = (
    "A\u030b C\u0300 C\u0304 C\u0306 C\u0308 C\u0315 C\u0323 C\u0326 C\u0328\u0306 D\u0302 "
    "F\u0300 F\u0304 G\u0300 H\u0304 H\u0326 H\u0331 J\u0301 J\u030c K\u0300 K\u0302 K\u0304 "
    "K\u0307 K\u0315 K\u031b K\u0326 K\u035fH K\u035fh L\u0302 L\u0325 L\u0325\u0304 L\u0326 "
    "M\u0300 M\u0302 M\u0306 M\u0310 N\u0302 N\u0304 N\u0306 N\u0326 P\u0300 P\u0304 P\u0315 "
    "P\u0323 R\u0306 R\u0325 R\u0325\u0304 S\u0300 S\u0304 S\u031b\u0304 S\u0331 T\u0300 "
    "T\u0304 T\u0308 T\u0315 T\u031b U\u0307 Z\u0300 Z\u0304 Z\u0306 Z\u0308 Z\u0327 a\u030b "
    "c\u0300 c\u0304 c\u0306 c\u0308 c\u0315 c\u0323 c\u0326 c\u0328\u0306 d\u0302 f\u0300 "
    "f\u0304 g\u0300 h\u0304 h\u0326 j\u0301 k\u0300 k\u0302 k\u0304 k\u0307 k\u0315 k\u031b "
    "k\u0326 k\u035fh l\u0302 l\u0325 l\u0325\u0304 l\u0326 m\u0300 m\u0302 m\u0306 m\u0310 "
    "n\u0302 n\u0304 n\u0306 n\u0326 p\u0300 p\u0304 p\u0315 p\u0323 r\u0306 r\u0325 "
    "r\u0325\u0304 s\u0300 s\u0304 s\u031b\u0304 s\u0331 t\u0300 t\u0304 t\u0315 t\u031b "
    "u\u0307 z\u0300 z\u0304 z\u0306 z\u0308 z\u0327 Ç\u0306 Û\u0304 ç\u0306 û\u0304 ÿ\u0301 "
    "Č\u0315 Č\u0323 č\u0315 č\u0323 ē\u030d Ī\u0301 ī\u0301 ō\u030d Ž\u0326 Ž\u0327 ž\u0326 "
    "ž\u0327 Ḳ\u0304 ḳ\u0304 Ṣ\u0304 ṣ\u0304 Ṭ\u0304 ṭ\u0304 Ạ\u0308 ạ\u0308 Ọ\u0308 ọ\u0308 "
    "Ụ\u0304 Ụ\u0308 ụ\u0304 ụ\u0308 "
)
SEQUENCES = tuple(_SEQUENCES.split())

ALL = frozenset(LETTERS) | frozenset(SEQUENCES)
