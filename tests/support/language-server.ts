/** A server on loopback that speaks like an OpenAI-compatible endpoint, well or badly: what the bot is tried against. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** One message as it reached the server. */
export interface AskedMessage {
  readonly id: string;
  readonly who: string;
  readonly role: string;
  readonly text: string;
  readonly quote: string | null;
}

/** One request as it reached the server. */
export interface Received {
  /** Every byte of it, headers and body. */
  readonly bytes: string;
  readonly path: string;
  readonly key: string | null;
  readonly model: string;
  readonly format: string;
  readonly system: string;
  readonly user: string;
  readonly talk: readonly { readonly who: string; readonly text: string }[];
  readonly messages: readonly AskedMessage[];
}

export type Said = Readonly<Record<string, unknown>>;

/** What the server does with a request. */
export type Behaviour =
  /** One entry for each message. */
  | { readonly kind: 'labels'; readonly of: (message: AskedMessage) => Said; readonly tokens?: number }
  /** This text as the model's words. */
  | { readonly kind: 'content'; readonly content: (received: Received) => string; readonly tokens?: number }
  /** This body, whatever it is. */
  | { readonly kind: 'body'; readonly body: string; readonly type?: string }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Half an answer, then nothing. */
  | { readonly kind: 'half' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'never' }
  /** Nothing, until it is told to go on; then as the other says. */
  | { readonly kind: 'held'; readonly then: Behaviour };

export interface LanguageServer {
  /** As it would stand in the configuration. */
  readonly url: string;
  readonly received: readonly Received[];
  /** How it behaves from now on; a list: one request after the other, the last for all that follow. */
  behave(...behaviours: readonly Behaviour[]): void;
  /** Resolves when so many requests have come, counted from the first. */
  requests(count: number): Promise<void>;
  /** Lets held requests go on. */
  release(): void;
  close(): Promise<void>;
}

/** What a kind model says of everything. */
export const said = (labels: Partial<Said> = {}): Said => ({
  act: 'report',
  category: 'facilities',
  urgency: 'normal',
  location: null,
  confidence: 'high',
  ...labels,
});

export const labels = (of: (message: AskedMessage) => Said, tokens = 900): Behaviour => ({
  kind: 'labels',
  of,
  tokens,
});

export async function languageServer(): Promise<LanguageServer> {
  const received: Received[] = [];
  const waiting: { count: number; come: () => void }[] = [];
  const held: (() => void)[] = [];
  let behaviours: Behaviour[] = [labels(() => said())];
  const answer = (behaviour: Behaviour, request: Received, response: ServerResponse): void => {
    if (behaviour.kind === 'held') held.push(() => answer(behaviour.then, request, response));
    else respond(behaviour, request, response);
  };
  const server = createServer((request, response) => {
    void read(request).then((one) => {
      received.push(one);
      for (const { count, come } of waiting) if (received.length >= count) come();
      const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0];
      if (behaviour) answer(behaviour, one, response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    received,
    behave: (...next) => {
      behaviours = [...next];
    },
    requests: (count) =>
      new Promise((come) => {
        if (received.length >= count) come();
        else waiting.push({ count, come });
      }),
    release: () => held.splice(0).forEach((go) => go()),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function respond(behaviour: Exclude<Behaviour, { kind: 'held' }>, request: Received, response: ServerResponse): void {
  switch (behaviour.kind) {
    case 'labels': {
      const readings = request.messages.map((message) => ({ id: message.id, ...behaviour.of(message) }));
      send(response, completion(JSON.stringify({ readings }), behaviour.tokens));
      return;
    }
    case 'content': {
      send(response, completion(behaviour.content(request), behaviour.tokens));
      return;
    }
    case 'body': {
      send(response, behaviour.body, 200, { 'content-type': behaviour.type ?? 'application/json' });
      return;
    }
    case 'status': {
      send(response, '{"error":{"message":"no"}}', behaviour.status, behaviour.headers);
      return;
    }
    case 'half':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(completion('{"readings":[]}').slice(0, 40));
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'redirect': {
      send(response, '', 307, { location: behaviour.to });
      return;
    }
    case 'never':
      return;
  }
}

function send(
  response: ServerResponse,
  body: string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body);
}

export const completion = (content: string, tokens = 900): string =>
  JSON.stringify({
    id: 'c1',
    object: 'chat.completion',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
    usage: { prompt_tokens: tokens - 10, completion_tokens: 10, total_tokens: tokens },
  });

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const body = JSON.parse(text) as {
    model: string;
    response_format?: { type: string };
    messages: { role: string; content: string }[];
  };
  const contentOf = (role: string): string => body.messages.find((m) => m.role === role)?.content ?? '';
  const data = JSON.parse(contentOf('user')) as Pick<Received, 'talk' | 'messages'>;
  return {
    bytes: `${request.rawHeaders.join('\n')}\n${text}`,
    path: request.url ?? '',
    key: request.headers.authorization ?? null,
    model: body.model,
    format: body.response_format?.type ?? 'none',
    system: contentOf('system'),
    user: contentOf('user'),
    ...data,
  };
}
