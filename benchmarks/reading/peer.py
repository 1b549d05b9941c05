"""One peer as a process of its own: says ready, then answers each line of JSON with one line of JSON.

Runs under the Python of the peers' own environment, so it knows nothing of the project.
``{"ask": "seconds", "text": …}`` is answered with the seconds that its work on the text took, ``{"ask": "found", …}``
with what it found: the borders of words, or numbers with their units.
"""

import json
import sys
import time


def jieba_cut():
    import jieba

    jieba.initialize()
    return lambda text: list(jieba.cut(text)), lambda text: [token[1:] for token in jieba.tokenize(text)]


def jieba_speech():
    import jieba.posseg

    jieba.initialize()
    return lambda text: list(jieba.posseg.cut(text)), None


def recognizers_numbers():
    from recognizers_number import recognize_number
    from recognizers_text import Culture

    return lambda text: recognize_number(text, Culture.Chinese), None


def recognizers_units():
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension
    from recognizers_text import Culture

    def read(text):
        return [*recognize_currency(text, Culture.Chinese), *recognize_dimension(text, Culture.Chinese)]

    def found(text):
        plain = [*recognize_number(text, Culture.Chinese), *recognize_percentage(text, Culture.Chinese)]
        return [one(result) for result in [*read(text), *plain]]

    def one(result):
        value = result.resolution["value"]
        unit = result.resolution.get("unit") or ("%" if value.endswith("%") else None)
        return {"start": result.start, "end": result.end + 1, "value": value.rstrip("%"), "unit": unit}

    return read, found


KINDS = {maker.__name__: maker for maker in (jieba_cut, jieba_speech, recognizers_numbers, recognizers_units)}


def main():
    work, find = KINDS[sys.argv[1]]()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["ask"] == "found":
            answer = find(asked["text"])
        else:
            begin = time.perf_counter()
            work(asked["text"])
            answer = time.perf_counter() - begin
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
