/** Pictures on their way to and from a gateway, which wraps them in the notation of file-box. */
import { z } from 'zod';

/** Beyond this a file travels by itself and only its number stands in the message. */
const INLINE_BYTES = 20 * 1024;

const TYPE = { base64: 1, url: 2, uuid: 7 } as const;

const boxSchema = z.object({
  type: z.number().optional(),
  boxType: z.number().optional(),
  base64: z.string().optional(),
  uuid: z.string().optional(),
});

interface Chunk {
  getChunk_asU8(): Uint8Array;
}

/** The bytes behind a file's notation. Rejects when they are more than `limitBytes`. */
export async function bytesOf(
  notation: string,
  limitBytes: number,
  download: (uuid: string) => AsyncIterable<Chunk>,
): Promise<Buffer> {
  const box = boxSchema.parse(JSON.parse(notation));
  const type = box.boxType ?? box.type;
  if (type === TYPE.base64 && box.base64 !== undefined) return within(Buffer.from(box.base64, 'base64'), limitBytes);
  if (type === TYPE.uuid && box.uuid !== undefined) return gathered(chunks(download(box.uuid)), limitBytes);
  const { FileBox } = await import('file-box');
  const stream = await FileBox.fromJSON(notation).toStream();
  return gathered(stream, limitBytes);
}

/** The notation of a file to be sent; a large one is uploaded first, which gives its number. */
export async function fileOf(bytes: Buffer, name: string, upload: () => Promise<string>): Promise<string> {
  const common = { name, size: bytes.length, metadata: {} };
  if (bytes.length <= INLINE_BYTES)
    return JSON.stringify({ ...common, type: TYPE.base64, boxType: TYPE.base64, base64: bytes.toString('base64') });
  return JSON.stringify({ ...common, type: TYPE.uuid, boxType: TYPE.uuid, uuid: await upload() });
}

async function* chunks(source: AsyncIterable<Chunk>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) yield chunk.getChunk_asU8();
}

async function gathered(source: AsyncIterable<unknown>, limitBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of source) {
    if (!(part instanceof Uint8Array)) throw new Error('the gateway gave a file that is no bytes');
    size += part.length;
    if (size > limitBytes) throw new Error(`the file is larger than ${limitBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function within(bytes: Buffer, limitBytes: number): Buffer {
  if (bytes.length > limitBytes) throw new Error(`the file is larger than ${limitBytes} bytes`);
  return bytes;
}
