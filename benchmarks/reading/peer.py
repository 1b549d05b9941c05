"""One peer, as a process of its own: takes the text, says ready, and answers each line with the seconds it took."""

import json
import sys
import time


def act(kind):
    """Return what the peer does with a text."""
    if kind == "cut":
        import jieba

        jieba.initialize()
        return lambda text: list(jieba.cut(text))
    if kind == "pos":
        import jieba.posseg

        return lambda text: list(jieba.posseg.cut(text))
    from recognizers_text import Culture

    if kind == "number":
        from recognizers_number import recognize_number

        return lambda text: recognize_number(text, Culture.Chinese)
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    return lambda text: (recognize_currency(text, Culture.Chinese), recognize_dimension(text, Culture.Chinese))


text = json.loads(sys.stdin.readline())
do = act(sys.argv[1])
print("ready", flush=True)
for _ in sys.stdin:
    begin = time.perf_counter()
    do(text)
    print(time.perf_counter() - begin, flush=True)
