/** The part of wechaty-grpc that the adapter uses: the types that come with the package name files which are not in it. */
declare module 'wechaty-grpc' {
  export namespace grpc {
    interface ServiceError extends Error {
      readonly code: number;
      readonly details: string;
    }
    interface CallOptions {
      readonly deadline: number;
    }
    interface ClientReadableStream<Message> extends AsyncIterable<Message> {
      on(event: 'data', listener: (message: Message) => void): this;
      on(event: 'end', listener: () => void): this;
      on(event: 'error', listener: (error: Error) => void): this;
      pause(): this;
      resume(): this;
      cancel(): void;
    }
    interface ClientWritableStream<Message> {
      write(message: Message): boolean;
      end(): void;
    }
    interface ChannelCredentials {
      readonly _isSecure?: never;
    }
    interface CallCredentials {
      readonly _isCall?: never;
    }
    class Metadata {
      add(key: string, value: string): void;
    }
    const credentials: {
      createInsecure(): ChannelCredentials;
      createSsl(ca: Buffer): ChannelCredentials;
      createFromMetadataGenerator(
        generator: (options: unknown, done: (error: Error | null, metadata: Metadata) => void) => void,
      ): CallCredentials;
      combineChannelCredentials(channel: ChannelCredentials, call: CallCredentials): ChannelCredentials;
    };
  }
  export namespace puppet {
    class EventRequest {
      readonly _event?: never;
    }
    interface EventResponse {
      getType(): number;
      getPayload(): string;
    }
    class DownloadRequest {
      setId(value: string): void;
    }
    interface DownloadResponse {
      getChunk_asU8(): Uint8Array;
    }
    class UploadRequest {
      setChunk(value: Uint8Array): void;
    }
    interface UploadResponse {
      getId(): string;
    }
    interface Sent {
      getId(): string;
      getIdStringValueDeprecated(): { getValue(): string } | undefined;
    }
    class StartRequest {
      readonly _start?: never;
    }
    type StartResponse = unknown;
    class DingRequest {
      setData(value: string): void;
    }
    type DingResponse = unknown;
    class VersionRequest {
      readonly _version?: never;
    }
    interface VersionResponse {
      getVersion(): string;
    }
    class MessageFileRequest {
      setId(value: string): void;
    }
    interface MessageFileResponse {
      getFileBox(): string;
    }
    class MessageLocationRequest {
      setId(value: string): void;
    }
    interface MessageLocationResponse {
      getLocation(): { getName(): string; getAddress(): string } | undefined;
    }
    class MessageSendFileRequest {
      setConversationId(value: string): void;
      setFileBox(value: string): void;
    }
    type MessageSendFileResponse = Sent;
    type Unary<Request, Response> = (
      request: Request,
      metadata: grpc.Metadata,
      options: grpc.CallOptions,
      done: (error: grpc.ServiceError | null, response: Response) => void,
    ) => unknown;
    class PuppetClient {
      constructor(
        address: string,
        credentials: grpc.ChannelCredentials,
        options: Readonly<Record<string, string | number>>,
      );
      close(): void;
      event(request: EventRequest): grpc.ClientReadableStream<EventResponse>;
      download(
        request: DownloadRequest,
        metadata: grpc.Metadata,
        options: grpc.CallOptions,
      ): grpc.ClientReadableStream<DownloadResponse>;
      upload(
        metadata: grpc.Metadata,
        options: grpc.CallOptions,
        done: (error: grpc.ServiceError | null, response: UploadResponse) => void,
      ): grpc.ClientWritableStream<UploadRequest>;
      start: Unary<StartRequest, StartResponse>;
      ding: Unary<DingRequest, DingResponse>;
      version: Unary<VersionRequest, VersionResponse>;
      messageFile: Unary<MessageFileRequest, MessageFileResponse>;
      messageLocation: Unary<MessageLocationRequest, MessageLocationResponse>;
      messageSendFile: Unary<MessageSendFileRequest, MessageSendFileResponse>;
    }
  }
}
