/** Cuts a message that raises two matters into the parts that can each stand alone. */

/** Words that start a second matter. */
const TURNS = ['还有就是', '还有', '另外', '再就是', '再有', '顺便', '对了', '以及', '再一个', '第二个事', '第二'];
const SENTENCE_END = /[。!?!?;;\n]+/u;
/** Shorter parts ("还有我", "谢谢") raise nothing by themselves. */
const LEAST_CHARACTERS = 5;
/** Fillers between the turn and the matter. */
const LEADING = /^[\s,,、。::]*(的是|就是|说一下|问一下|问下|呢|啊|,|,)*[\s,,、::]*/u;
const BOUNDARY = /[\s,,、。!?!?;;…~]/u;

const size = (text: string): number => text.replace(/[\s\p{P}\p{S}]/gu, '').length;

/** Where a turn starts that stands at the beginning or after a pause; [at, after] or null. */
function nextTurn(text: string, from: number): [number, number] | null {
  for (let at = from; at < text.length; at++) {
    const paused = at === 0 || BOUNDARY.test(text.charAt(at - 1));
    const turn = paused ? TURNS.find((word) => text.startsWith(word, at)) : undefined;
    if (turn !== undefined) return [at, at + turn.length];
  }
  return null;
}

function splitAtTurns(sentence: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let turn = nextTurn(sentence, 0); turn !== null; turn = nextTurn(sentence, turn[1])) {
    parts.push(sentence.slice(start, turn[0]));
    start = turn[1];
  }
  parts.push(sentence.slice(start));
  return parts.map((part) => part.replace(LEADING, '').replace(/[\s,,、;;]+$/u, ''));
}

/**
 * The parts in order, without the turning words; a text that is one matter comes back whole as the only part.
 * Parts too short to stand alone stay with the part before them (or, at the head, with the next).
 */
export function splitClauses(text: string): string[] {
  const whole = text.trim();
  const pieces = whole
    .split(SENTENCE_END)
    .flatMap(splitAtTurns)
    .filter((part) => part !== '');
  const parts: string[] = [];
  let waiting = '';
  for (const piece of pieces) {
    const joined = waiting === '' ? piece : `${waiting},${piece}`;
    waiting = '';
    if (size(piece) >= LEAST_CHARACTERS) parts.push(joined);
    else if (parts.length > 0) parts.push(`${parts.pop() ?? ''},${joined}`);
    else waiting = joined;
  }
  return parts.length > 1 ? parts : [whole];
}
