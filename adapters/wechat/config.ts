import { z } from 'zod';

/**
 * none: nothing is encrypted, for a gateway on this machine. embedded: the certificate that every Wechaty gateway brings,
 * which keeps listeners out but not impostors. Else an own certificate; a relative path is taken from the working directory.
 */
const tlsSchema = z.union([
  z.enum(['none', 'embedded']),
  z.strictObject({ caFile: z.string().min(1), serverName: z.string().min(1) }),
]);

export const wechatSchema = z.strictObject({
  platform: z.literal('wechat'),
  account: z.string().min(1).max(40).default('wechat'),
  /** The gateway that holds the WeChat account. */
  endpoint: z
    .string()
    .regex(/^(\[[0-9a-fA-F:]+\]|[^\s/:]+):\d{1,5}$/, { message: 'write host:port, like "127.0.0.1:8788"' }),
  tls: tlsSchema.default('embedded'),
  /** Names this account is mentioned by, besides its nickname and the common `botNames`. */
  botNames: z.array(z.string().min(1)).default([]),
  /** Sits in rooms to take them over when their account is lost; says nothing until a person lets it. */
  standby: z.boolean().default(false),
  /** Whether requests for friendship are accepted: on WeChat only friends can write in private. */
  acceptFriends: z.boolean().default(true),
  /** How often the gateway is asked whether it still lives. */
  keepAliveSeconds: z.number().int().min(5).max(300).default(20),
  /** Most names a second that are asked for because somebody speaks; bursts are reported to get accounts blocked. */
  lookupsPerSecond: z.number().min(0.1).max(100).default(5),
  /** Most names a second that are asked for to know who is in a room. */
  memberLookupsPerSecond: z.number().min(0.01).max(100).default(2),
});
export type WechatConfig = z.output<typeof wechatSchema>;
