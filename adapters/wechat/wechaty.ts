/** One connection to a gateway: what the adapter asks of it and tells it, each call with its time limit. */
import { grpc, puppet as protocol } from 'wechaty-grpc';
import { streamOf, type Stream, type StreamListener } from './channel.js';
import { CALL_LIMIT_MS, FILE_LIMIT_MS, gatewayError, within } from './calls.js';
import { bytesOf, fileOf } from './files.js';
import { milliseconds, type GatewayLink, type GatewayMessage } from './protocol.js';
import { ask, clientOf, until, openWechaty, type Access, type Client } from './puppet.js';

export interface Member {
  readonly alias: string;
  readonly name: string;
}

export class Gateway {
  readonly #client: Client;
  readonly #opened: ReturnType<typeof openWechaty>;

  /** No call goes out yet. */
  constructor(access: Access) {
    this.#client = clientOf(access);
    this.#opened = openWechaty(access, this.#client);
    // Whoever asks first hears of it.
    this.#opened.catch(() => undefined);
  }

  listen(listener: StreamListener): Stream {
    return streamOf(this.#client, listener);
  }

  async start(limitMs: number): Promise<void> {
    await ask<protocol.StartResponse>(limitMs, (...how) => this.#client.start(new protocol.StartRequest(), ...how));
  }

  async ding(limitMs: number): Promise<void> {
    const request = new protocol.DingRequest();
    request.setData('alive?');
    await ask<protocol.DingResponse>(limitMs, (...how) => this.#client.ding(request, ...how));
  }

  async version(limitMs: number): Promise<string> {
    const request = new protocol.VersionRequest();
    const answer = await ask<protocol.VersionResponse>(limitMs, (...how) => this.#client.version(request, ...how));
    return answer.getVersion();
  }

  async message(id: string): Promise<GatewayMessage> {
    const got = await within(CALL_LIMIT_MS, (await this.#opened).puppet.messageRawPayload(id));
    return {
      id,
      type: got.type,
      from: got.talkerId,
      room: or(got.roomId),
      to: or(got.listenerId),
      text: got.text ?? '',
      filename: got.filename ?? '',
      // Where a gateway gives seconds they arrive as if they were milliseconds.
      atMs: milliseconds(got.timestamp),
      mentions: 'mentionIdList' in got ? (got.mentionIdList ?? []) : [],
    };
  }

  /** A message's picture. Rejects when there is none, when it is larger than `limitBytes`, or when it takes too long. */
  async picture(id: string, limitBytes: number): Promise<Buffer> {
    const request = new protocol.MessageFileRequest();
    request.setId(id);
    const answer = await ask<protocol.MessageFileResponse>(FILE_LIMIT_MS, (...how) =>
      this.#client.messageFile(request, ...how),
    );
    return bytesOf(answer.getFileBox(), limitBytes, (uuid) => {
      const wanted = new protocol.DownloadRequest();
      wanted.setId(uuid);
      return this.#client.download(wanted, new grpc.Metadata(), until(FILE_LIMIT_MS));
    });
  }

  async url(id: string): Promise<GatewayLink> {
    const link = await within(CALL_LIMIT_MS, (await this.#opened).puppet.messageUrl(id));
    return { title: link.title, url: link.url, description: link.description ?? '' };
  }

  async miniProgramTitle(id: string): Promise<string> {
    return (await within(CALL_LIMIT_MS, (await this.#opened).puppet.messageMiniProgram(id))).title ?? '';
  }

  /** By our own call: the library's gives no place. */
  async place(id: string): Promise<{ readonly name: string; readonly address: string }> {
    const request = new protocol.MessageLocationRequest();
    request.setId(id);
    const answer = await ask<protocol.MessageLocationResponse>(CALL_LIMIT_MS, (...how) =>
      this.#client.messageLocation(request, ...how),
    );
    const place = answer.getLocation();
    return { name: place?.getName() ?? '', address: place?.getAddress() ?? '' };
  }

  async rooms(): Promise<string[]> {
    return within(CALL_LIMIT_MS, (await this.#opened).puppet.roomList());
  }

  async topic(room: string): Promise<string> {
    return (await within(CALL_LIMIT_MS, (await this.#opened).puppet.roomRawPayload(room))).topic;
  }

  async members(room: string): Promise<string[]> {
    return within(CALL_LIMIT_MS, (await this.#opened).puppet.roomMemberList(room));
  }

  async member(room: string, person: string): Promise<Member> {
    const got = await within(CALL_LIMIT_MS, (await this.#opened).puppet.roomMemberRawPayload(room, person));
    return { alias: got.roomAlias ?? '', name: got.name };
  }

  async contact(person: string): Promise<{ readonly name: string; readonly friend: boolean }> {
    const got = await within(CALL_LIMIT_MS, (await this.#opened).puppet.contactRawPayload(person));
    return { name: got.name, friend: got.friend ?? false };
  }

  async friendship(id: string): Promise<{ readonly person: string; readonly type: number }> {
    const got = await within(CALL_LIMIT_MS, (await this.#opened).puppet.friendshipRawPayload(id));
    return { person: got.contactId, type: got.type };
  }

  async acceptFriendship(id: string): Promise<void> {
    await within(CALL_LIMIT_MS, (await this.#opened).puppet.friendshipAccept(id));
  }

  /** The three sends give the gateway's id; null when it gives none. */
  async sendText(to: string, text: string, mentions: readonly string[], limitMs: number): Promise<string | null> {
    return or(await within(limitMs, (await this.#opened).puppet.messageSendText(to, text, [...mentions])));
  }

  /** By our own call: the library's sends a picture a second time, by an older call, when the first failed. */
  async sendPicture(to: string, bytes: Buffer, name: string, limitMs: number): Promise<string | null> {
    const request = new protocol.MessageSendFileRequest();
    request.setConversationId(to);
    request.setFileBox(await fileOf(bytes, name, () => upload(this.#client, bytes, limitMs)));
    const answer = await ask<protocol.MessageSendFileResponse>(limitMs, (...how) =>
      this.#client.messageSendFile(request, ...how),
    );
    return or(answer.getId()) ?? or(answer.getIdStringValueDeprecated()?.getValue());
  }

  async sendLink(to: string, { title, url, description }: GatewayLink, limitMs: number): Promise<string | null> {
    const { puppet, wechaty } = await this.#opened;
    const link = new wechaty.UrlLink({ title, url, description });
    return or(await within(limitMs, puppet.messageSendUrl(to, link.payload)));
  }

  /** Lets go of the connection; the account stays logged in at the gateway. */
  close(): void {
    this.#client.close();
    void this.#opened.then(({ puppet }) => puppet.detach()).catch(() => undefined);
  }
}

const or = (raw: unknown): string | null => (typeof raw === 'string' && raw !== '' ? raw : null);

const CHUNK_BYTES = 64 * 1024;

/** Gives the file's number. */
function upload(client: Client, bytes: Buffer, limitMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = client.upload(new grpc.Metadata(), until(limitMs), (error, response) => {
      if (error) reject(gatewayError(error));
      else resolve(response.getId());
    });
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const chunk = new protocol.UploadRequest();
      chunk.setChunk(bytes.subarray(at, at + CHUNK_BYTES));
      call.write(chunk);
    }
    call.end();
  });
}
