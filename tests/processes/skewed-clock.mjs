// Sets the machine's clock wrong for one process: node --import skewed-clock.mjs …, by WEIGE_TEST_SKEW_MS milliseconds. Timers run as ever.
const skewMs = Number(process.env['WEIGE_TEST_SKEW_MS']);
const Right = Date;

globalThis.Date = class extends Right {
  constructor(...given) {
    if (given.length === 0) super(Right.now() + skewMs);
    else super(...given);
  }
  static now() {
    return Right.now() + skewMs;
  }
};
