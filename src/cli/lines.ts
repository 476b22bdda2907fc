/** Lines of a stream. Only \n ends a line: JSON may hold U+2028, which node:readline would break at. */
import { StringDecoder } from 'node:string_decoder';

/** Each line without its ending; a byte order mark at the start is dropped, and so is the emptiness after the last \n. */
export async function* linesOf(stream: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let first = true;
  const whole = (line: string): string => {
    const bare = first && line.startsWith('\uFEFF') ? line.slice(1) : line;
    first = false;
    return bare.endsWith('\r') ? bare.slice(0, -1) : bare;
  };
  for await (const chunk of stream) {
    const parts = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
    parts[0] = rest + (parts[0] ?? '');
    rest = parts.pop() ?? '';
    for (const line of parts) yield whole(line);
  }
  rest += decoder.end();
  if (rest !== '') yield whole(rest);
}
