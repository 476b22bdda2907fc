/** The stream of a gateway's events, as plain data in their order. */
import { puppet as protocol } from 'wechaty-grpc';
import { GatewayError, gatewayError } from './calls.js';
import { readEvent, type GatewayEvent } from './protocol.js';
import type { Client } from './puppet.js';

export interface StreamListener {
  event(event: GatewayEvent): void;
  /** Something came that could not be read. */
  unreadable(type: number, error: unknown): void;
  /** The stream is over; called once. */
  lost(error: GatewayError): void;
}

export interface Stream {
  /** Stops and restarts the flow; what comes meanwhile waits at the gateway. */
  pause(): void;
  resume(): void;
  cancel(): void;
}

export function streamOf(client: Client, listener: StreamListener): Stream {
  const stream = client.event(new protocol.EventRequest());
  let over = false;
  const lost = (error: unknown) => {
    if (over) return;
    over = true;
    listener.lost(gatewayError(error));
  };
  stream.on('error', lost);
  stream.on('end', () => lost(new GatewayError(14, 'the gateway ended the stream')));
  stream.on('data', (response) => {
    if (over) return;
    const event = readable(response.getType(), response.getPayload(), listener);
    if (event !== null) listener.event(event);
  });
  return {
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    cancel: () => {
      over = true;
      stream.cancel();
    },
  };
}

function readable(type: number, payload: string, listener: StreamListener): GatewayEvent | null {
  try {
    return readEvent(type, payload);
  } catch (error) {
    listener.unreadable(type, error);
    return null;
  }
}
