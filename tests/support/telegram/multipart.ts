/** A form as the bot sends it with a file in it. */
export interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, Buffer>>;
}

export function readForm(body: Buffer, boundary: string): Form {
  const fields: Record<string, string> = {};
  const files: Record<string, Buffer> = {};
  const seam = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(seam); at >= 0;) {
    const next = body.indexOf(seam, at + seam.length);
    if (next < 0) break;
    const part = body.subarray(at + seam.length + 2, next - 2);
    const headEnd = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, headEnd).toString();
    const content = part.subarray(headEnd + 4);
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? '';
    if (head.includes('filename=')) files[name] = Buffer.from(content);
    else fields[name] = content.toString();
    at = next;
  }
  return { fields, files };
}
