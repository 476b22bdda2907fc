// The plot of the page, drawn without a browser.
import * as echarts from 'echarts';

const COLOURS = { sqlite: '#3b6fb6', postgres: '#d9822b' };
const NAMES = { sqlite: 'SQLite, one process', postgres: 'PostgreSQL, two processes' };
const GREY = '#8a8f98';
const WIDTH = 1000;
const HEIGHT = 760;
const FONT = 'DejaVu Sans, Arial, sans-serif';
/** A logarithmic axis knows no zero; nothing was measured finer. */
const LEAST_SECONDS = 0.01;
const LATE_SECONDS = 5;
const LEVELS = ['microgrid', 'grid', 'community', 'town', 'district'];

const short = (value) => String(Number(value.toPrecision(2)));
const text = { fontFamily: FONT, fontSize: 12, color: '#444' };
const axis = { axisLabel: text, nameTextStyle: text };
const title = (words, left, top) => ({
  text: words,
  left,
  top,
  textStyle: { fontFamily: FONT, fontSize: 14, color: '#222' },
});

const load = ({ store, phases }) => ({
  name: NAMES[store],
  type: 'line',
  xAxisIndex: 0,
  yAxisIndex: 0,
  symbolSize: 8,
  color: COLOURS[store],
  data: phases
    .filter(({ name, acknowledgements }) => !name.includes('digests') && acknowledgements.booked.count > 0)
    .map(({ timesMean, acknowledgements }) => [timesMean, Math.max(LEAST_SECONDS, acknowledgements.booked.p95)]),
  markLine: {
    symbol: 'none',
    silent: true,
    lineStyle: { color: '#999', type: 'dashed' },
    label: { show: false },
    data: [{ yAxis: LATE_SECONDS }],
  },
});

const digests = ({ store, minute }) => ({
  name: NAMES[store],
  type: 'bar',
  xAxisIndex: 1,
  yAxisIndex: 1,
  color: COLOURS[store],
  label: { show: true, position: 'top', ...text, formatter: ({ value }) => short(value) },
  data: LEVELS.map((level) => minute.made[level]?.most ?? 0),
});

const hours = (day) => [
  {
    name: 'messages',
    type: 'bar',
    xAxisIndex: 2,
    yAxisIndex: 2,
    color: '#b9c4d4',
    data: day.hours.map(({ messages }) => Math.max(1, messages)),
  },
  {
    name: 'acknowledgements shown',
    type: 'line',
    xAxisIndex: 2,
    yAxisIndex: 2,
    color: GREY,
    symbolSize: 6,
    data: day.hours.map(({ acknowledgements }) => (acknowledgements === 0 ? null : acknowledgements)),
  },
];

/** One SVG: lateness against load, digests of all units due in one minute, the hours of the virtual day. */
export function plot({ real, day }) {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: [
      title('Acknowledgements booked late, p95 in seconds (dashed: 5 s)', 20, 12),
      title('Last digest made after the minute, seconds', 560, 12),
      title('A day on the virtual clock, one account, by the hour (logarithmic)', 20, 410),
    ],
    legend: [
      { data: real.map(({ store }) => NAMES[store]), left: 20, top: 38, textStyle: text },
      { data: ['messages', 'acknowledgements shown'], left: 20, top: 436, textStyle: text },
    ],
    grid: [
      { left: 70, top: 80, width: 430, height: 260 },
      { left: 620, top: 80, width: 350, height: 260 },
      { left: 70, top: 470, width: 900, height: 230 },
    ],
    xAxis: [
      { gridIndex: 0, type: 'log', name: 'times the mean hour', nameLocation: 'middle', nameGap: 30, ...axis },
      { gridIndex: 1, type: 'category', data: LEVELS, axisLabel: { ...text, interval: 0 } },
      { gridIndex: 2, type: 'category', data: Array.from({ length: 24 }, (_, hour) => String(hour)), ...axis },
    ],
    yAxis: [
      { gridIndex: 0, type: 'log', min: LEAST_SECONDS, ...axis },
      { gridIndex: 1, type: 'value', min: 0, ...axis },
      { gridIndex: 2, type: 'log', min: 1, ...axis },
    ],
    series: [...real.map(load), ...real.map(digests), ...(day === null ? [] : hours(day))],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
