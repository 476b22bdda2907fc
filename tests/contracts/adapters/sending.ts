/** What the bot says reaches the place it is meant for, and what came of it is told truly. */
import { describe, expect, vi } from 'vitest';
import type { SendResult } from '../../../adapters/adapter.js';
import { messageId } from '../../../src/model/ids.js';
import type { SendFailure } from '../../support/platform-double.js';
import { PEOPLE, WAIT, eventually, type Bench, type Suite } from './bench.js';
import { PNG } from './pictures.js';

export function sending(suite: Suite): void {
  describe('What the bot says', () => speeches(suite));
  describe('What came of it', () => outcomes(suite));
  describe('Its own words coming back', () => echoes(suite));
}

const LINK = { title: '停水通知', url: 'https://example.org/notice/1', description: '明天8点到12点' };

function speeches({ connected, where, traits: { can, lacks } }: Suite): void {
  connected('a text to a room is shown in that room, once, under the id that is given back', async (b) => {
    const result = await b.adapter.send(b.speech({ room: 'r1' }, '收到,已记为 1 号😀\n正在找人处理。'));
    await b.double.showed(1);
    expect(b.double.shown()).toHaveLength(1);
    const [shown] = b.double.shown();
    expect(shown).toMatchObject({ room: 'r1', person: null, text: '收到,已记为 1 号😀\n正在找人处理。' });
    expect(result).toEqual({ state: expect.stringMatching(/^(accepted|delivered)$/), id: shown?.id });
  });

  connected('a text to one person is shown to that person alone', async (b) => {
    await b.heard('m1', { room: null, from: 'wang', text: '在吗' });
    expectOut(await b.adapter.send(b.speech({ person: 'wang' }, '您的1号已办结')));
    await b.double.showed(1);
    expect(b.double.shown()[0]).toMatchObject({ room: null, person: 'wang', text: '您的1号已办结' });
  });

  connected('texts to one room stand in the order in which they were sent, each under an id of its own', async (b) => {
    const results: SendResult[] = [];
    for (const text of ['一', '二', '三', '四', '五'])
      results.push(await b.adapter.send(b.speech({ room: 'r1' }, text)));
    await b.double.showed(5);
    expect(b.double.shown().map((shown) => shown.text)).toEqual(['一', '二', '三', '四', '五']);
    expect(new Set(results.map((result) => ('id' in result ? result.id : null))).size).toBe(5);
  });

  where(!lacks.has('mentionsOut'), 'the page shows no mentions').connected(
    'who is mentioned is called by name in the text, and known to the platform by id',
    async (b) => {
      const mentions = [{ id: b.double.personId('wang'), name: PEOPLE.wang }];
      await b.heard('m1', { room: 'r1', from: 'wang', text: '路灯坏了' });
      expectOut(await b.adapter.send(b.speech({ room: 'r1' }, '1号已派给您', { mentions })));
      await b.double.showed(1);
      expect(b.double.shown()[0]).toMatchObject({ room: 'r1', mentions: ['wang'] });
      expect(b.double.shown()[0]?.text).toContain(PEOPLE.wang);
      expect(b.double.shown()[0]?.text).toContain('1号已派给您');
    },
  );

  where(!lacks.has('photosOut'), 'the page shows no photos of the bot').connected(
    'a photo goes out byte for byte, with its text',
    async (b) => {
      const hash = await b.photos.keep(PNG);
      expectOut(await b.adapter.send(b.speech({ room: 'r1' }, '修好了', { images: [hash ?? ''] })));
      await vi.waitFor(() => expect(b.double.shown().flatMap((shown) => shown.images)).toHaveLength(1), WAIT);
      const shown = b.double.shown();
      expect(shown.flatMap(({ images }) => images)[0]?.equals(PNG)).toBe(true);
      expect(shown.some(({ text }) => text.includes('修好了'))).toBe(true);
    },
  );

  where(can.has('links'), 'it has no links but those in texts').connected(
    'a link goes out with its text',
    async (b) => {
      expectOut(await b.adapter.send(b.speech({ room: 'r1' }, '请看', { link: LINK })));
      await vi.waitFor(() => expect(b.double.shown().map((shown) => shown.link)).toContain(LINK.url), WAIT);
      expect(b.double.shown().some(({ text }) => text.includes('请看'))).toBe(true);
    },
  );

  const buttons = [
    { label: '受理', says: '受理 1' },
    { label: '办结', says: '办结 1' },
  ];
  where(can.has('buttons'), 'it has no buttons').connected(
    'a button that is pressed says its words in that room in the name of who pressed',
    async (b) => {
      expectOut(await b.adapter.send(b.speech({ room: 'r1' }, '1号等人受理', { buttons })));
      await b.double.showed(1);
      expect(b.double.shown()[0]?.buttons).toEqual(['受理', '办结']);
      await b.double.press('zhou', '受理');
      const said = await eventually(() => b.sink.of('message')[0], 'message');
      expect(said).toMatchObject({
        room: b.double.roomId('r1'),
        from: b.double.personId('zhou'),
        text: '受理 1',
      });
    },
  );
  where(!can.has('buttons'), 'it has buttons').connected('buttons are left out and the text goes', async (b) => {
    expectOut(await b.adapter.send(b.speech({ room: 'r1' }, '回复“受理 1”', { buttons })));
    await b.double.showed(1);
    expect(b.double.shown()[0]?.text).toBe('回复“受理 1”');
  });

  connected('what it answers may be a message of another platform: the text goes all the same', async (b) => {
    const replyTo = messageId('some-other-platform:1:2');
    expectOut(await b.adapter.send(b.speech({ room: 'r1' }, '收到', { replyTo })));
    await b.double.showed(1);
    expect(b.double.shown()[0]).toMatchObject({ room: 'r1', text: '收到' });
  });

  connected('it may answer a message that it heard', async (b) => {
    const { id } = await b.heard('m1', { room: 'r1', from: 'li', text: '路灯坏了' });
    expectOut(await b.adapter.send(b.speech({ room: 'r1' }, '收到', { replyTo: id })));
    await b.double.showed(1);
    expect(b.double.shown()[0]?.text).toBe('收到');
  });

  where(!lacks.has('longTexts'), 'it refuses what is longer than anybody writes').connected(
    'a text longer than the platform takes goes out whole, in several',
    async (b) => {
      const { textLimit } = b.adapter.capabilities;
      const lines = Array.from({ length: Math.ceil((textLimit * 2.5) / 40) }, (_, i) => `${i} ${'户'.repeat(36)}`);
      expectOut(await b.adapter.send(b.speech({ room: 'r1' }, lines.join('\n'))));
      const whole = () =>
        b.double
          .shown()
          .map(({ text }) => text.trim())
          .join('\n');
      await vi.waitFor(() => expect(whole()).toBe(lines.join('\n')), WAIT);
      for (const { text, room } of b.double.shown()) {
        expect(text.length).toBeLessThanOrEqual(textLimit);
        expect(room).toBe('r1');
      }
    },
  );

  where(lacks.has('longTexts'), 'it takes any text').connected(
    'a text longer than the platform takes is surely refused',
    async (b) => {
      const text = '户'.repeat(b.adapter.capabilities.textLimit + 1);
      const result = await b.adapter.send(b.speech({ room: 'r1' }, text));
      expect(result).toMatchObject({ state: 'refused', retryAfterMs: null });
      expect(b.double.shown()).toEqual([]);
    },
  );
}

interface Expected {
  readonly kind: SendFailure;
  readonly title: string;
  readonly result: unknown;
  /** How often the text is shown after it. */
  readonly shown: 0 | 1 | 'either';
  readonly to?: { readonly person: string };
}

const FAILURES: readonly Expected[] = [
  {
    kind: 'refused',
    title: 'a text that the platform refuses is refused, with the reason, and nothing is shown',
    result: { state: 'refused', reason: expect.stringMatching(/\S/) },
    shown: 0,
  },
  {
    kind: 'too-fast',
    title: 'haste is answered with how long to wait',
    result: { state: expect.stringMatching(/^(refused|unready)$/), retryAfterMs: expect.toSatisfy((ms) => ms > 0) },
    shown: 0,
  },
  {
    kind: 'risk-control',
    title: 'an account that the platform rejects is stopped, with the reason',
    result: { state: 'stopped', reason: expect.stringMatching(/\S/) },
    shown: 0,
  },
  {
    kind: 'no-answer',
    title: 'no answer in time: whether it went out is unknown',
    result: { state: 'unknown', reason: expect.stringMatching(/\S/) },
    shown: 'either',
  },
  {
    kind: 'reset',
    title: 'a connection that breaks while sending: whether it went out is unknown',
    result: { state: 'unknown', reason: expect.stringMatching(/\S/) },
    shown: 'either',
  },
  {
    kind: 'delivered-but-error',
    title: 'an error though it was delivered is unknown, and it is not sent again',
    result: { state: 'unknown', reason: expect.stringMatching(/\S/) },
    shown: 1,
  },
  {
    kind: 'cold',
    title: 'a person who must write first is told apart from a failure',
    result: { state: 'refused', concerns: 'cold', reason: expect.stringMatching(/\S/) },
    shown: 0,
    to: { person: 'wang' },
  },
];

function outcomes({ connected, unstarted, where, traits: { fails } }: Suite): void {
  for (const { kind, title, result, shown, to = { room: 'r1' } } of FAILURES) {
    where(fails.has(kind), 'it never does so').connected(title, async (b) => {
      b.double.failSends(kind);
      expect(await b.adapter.send(b.speech(to, '坏了'))).toMatchObject({ ...Object(result) });
      await sendsAgain(b);
      const times = b.double.shown().filter(({ text }) => text === '坏了').length;
      if (shown === 'either') expect(times).toBeLessThanOrEqual(1);
      else expect(times).toBe(shown);
    });
  }

  where(fails.has('not-in-room'), 'the bot is in every room').connected(
    'a room that the bot is no longer in: refused for good, and told as an event',
    async (b) => {
      b.double.failSends('not-in-room');
      const result = await b.adapter.send(b.speech({ room: 'r1' }, '坏了'));
      expect(result).toMatchObject({ state: 'refused', retryAfterMs: null });
      const out = await eventually(() => b.sink.of('botOut')[0], 'botOut');
      expect(out.room).toBe(b.double.roomId('r1'));
      expect(b.double.shown()).toEqual([]);
    },
  );

  unstarted('before it is started nothing can go out yet', async (b) => {
    const result = await b.adapter.send(b.speech({ room: 'r1' }, '太早'));
    expect(result).toMatchObject({ state: 'unready', retryAfterMs: expect.toSatisfy((ms) => ms > 0) });
    expect(b.double.shown()).toEqual([]);
  });

  connected('after it is stopped nothing can go out any more', async (b) => {
    await b.adapter.stop();
    expect(await b.adapter.send(b.speech({ room: 'r1' }, '太晚'))).toMatchObject({ state: 'unready' });
    expect(b.double.shown()).toEqual([]);
  });
}

function echoes({ where, traits: { can, fails } }: Suite): void {
  const echoing = where(can.has('echoes'), 'the account does not see its own words');
  echoing.connected('what stands in the room is echoed: by our number, or by place, id and words', async (b) => {
    const speech = b.speech({ room: 'r1' }, '收到,已记为 1 号');
    const result = await b.adapter.send(speech);
    expectOut(result);
    const { echo } = await eventually(() => b.sink.echoes[0], 'echo');
    if ('outboxId' in echo) expect(echo.outboxId).toBe(speech.outboxId);
    else {
      const { platform, account } = b.adapter;
      expect(echo).toMatchObject({ source: { platform, account }, to: speech.to });
      expect(echo.text).toContain(speech.text);
      if ('id' in result) expect(echo.id).toBe(result.id);
    }
  });

  echoing.connected('it is an echo and no message: nobody said it to the bot', async (b) => {
    expectOut(await b.adapter.send(b.speech({ room: 'r1' }, '收到')));
    await eventually(() => b.sink.echoes[0], 'echo');
    await b.heard('m1', { room: 'r1', from: 'li', text: '谢谢' });
    expect(b.sink.talk(b.double.roomId('r1'))).toEqual(['谢谢']);
  });

  where(fails.has('echo-missing'), 'every word of it comes back').connected(
    'a text of which no echo comes is accepted and no more',
    async (b) => {
      b.double.failSends('echo-missing');
      const result = await b.adapter.send(b.speech({ room: 'r1' }, '谁看见了'));
      expect(result.state).toBe('accepted');
      const seen = b.speech({ room: 'r1' }, '这条看见了');
      expectOut(await b.adapter.send(seen));
      const { echo } = await eventually(() => b.sink.echoes[0], 'echo');
      expect('outboxId' in echo ? echo.outboxId : echo.text).toEqual(
        'outboxId' in echo ? seen.outboxId : expect.stringContaining(seen.text),
      );
      expect(b.sink.echoes).toHaveLength(1);
    },
  );

  where(!can.has('echoes'), 'its words come back').connected(
    'what the platform takes is as good as delivered',
    async (b) => {
      expectOut(await b.adapter.send(b.speech({ room: 'r1' }, '收到')));
      await b.heard('m1', { room: 'r1', from: 'li', text: '谢谢' });
      expect(b.sink.echoes).toEqual([]);
      expect(b.sink.talk(b.double.roomId('r1'))).toEqual(['谢谢']);
    },
  );
}

const expectOut = (result: SendResult): void =>
  expect(['accepted', 'delivered'], JSON.stringify(result)).toContain(result.state);

/** One bad send spoils no other: another room's text goes out, as soon as the connection stands again. */
async function sendsAgain(b: Bench): Promise<void> {
  await vi.waitFor(async () => expectOut(await b.adapter.send(b.speech({ room: 'r2' }, '好了'))), WAIT);
  const seen = () => b.double.shown().filter(({ text, room }) => text === '好了' && room === 'r2');
  await vi.waitFor(() => expect(seen()).not.toEqual([]), WAIT);
}
