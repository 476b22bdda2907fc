/** Another library's text classifier, measured beside our reader. */

export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

export type ReadText = (text: string) => string | Promise<string>;

export interface Learned {
  readonly read: ReadText;
  /** The model as `restore` takes it. */
  readonly saved: string;
}

/** What a peer's file exports; its library is loaded no sooner than one of the functions is called. */
export interface Peer {
  learn(rows: readonly LabelledText[]): Promise<Learned>;
  restore(saved: string): Promise<ReadText>;
}

export interface PeerEntry {
  /** The package's name. */
  readonly name: string;
  /** About as many messages as it can learn within the time of a bench. */
  readonly mostRows: number;
  readonly note: string;
  load(): Promise<Peer>;
}

export const PEERS: readonly PeerEntry[] = [
  {
    name: 'natural',
    mostRows: 10_000,
    note: 'BayesClassifier on jieba words, smoothing 0.01 (with its default of 1 it prefers the rare acts); learns an even share',
    load: async () => (await import('./natural.js')).natural,
  },
  {
    name: 'node-nlp',
    mostRows: 2500,
    note: 'NlpManager with its own Chinese words; learns an even share',
    load: async () => (await import('./node-nlp.js')).nodeNlp,
  },
];

export function peerNamed(name: string): PeerEntry {
  const entry = PEERS.find((peer) => peer.name === name);
  if (entry === undefined) throw new Error(`no peer ${name}`);
  return entry;
}
