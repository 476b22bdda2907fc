/** What a message of plain words has besides them: nothing. */
export const PLAIN = {
  roomName: null,
  kind: 'text',
  fromName: null,
  images: [],
  quote: null,
  mentions: [],
  mentionsBot: false,
} as const;
