// The plot of the page, drawn without a browser.
import * as echarts from 'echarts';
import { at, nameOf, ratios } from './claims.mjs';

const STORES = ['sqlite', 'postgres'];
const COLOURS = { sqlite: '#3b6fb6', postgres: '#d9822b' };
const WIDTH = 1000;
const HEIGHT = 900;
const FONT = 'DejaVu Sans, Arial, sans-serif';

const KEPT = [
  ['bare insert, groups', 'intake.raw.groups.perSecond'],
  ['bare insert, one a commit', 'intake.raw.single.perSecond'],
  ['ours', 'intake.accepted.perSecond'],
  ['ours, newcomers', 'intake.newcomers.perSecond'],
  ['hubot, one a commit', 'intake.hubot.perSecond'],
];

const short = (value) =>
  value >= 1000 ? `${Number((value / 1000).toPrecision(3))}k` : String(Number(value.toPrecision(3)));

const label = { show: true, fontFamily: FONT, fontSize: 12, color: '#333' };
const legend = { textStyle: { fontFamily: FONT, fontSize: 12 }, selectedMode: false };
const title = (text, left, top) => ({ text, left, top, textStyle: { fontFamily: FONT, fontSize: 15, color: '#222' } });
const axisText = { axisLabel: { fontFamily: FONT, fontSize: 12, color: '#444' } };

const kept = (figures) =>
  STORES.map((store) => ({
    name: nameOf(store),
    type: 'bar',
    xAxisIndex: 0,
    yAxisIndex: 0,
    itemStyle: { color: COLOURS[store] },
    label: { ...label, position: 'right', formatter: ({ value }) => short(value) },
    data: KEPT.map(([, path]) => at(figures[store], path) ?? '-'),
  }));

const runsOf = (figures) => at(figures.postgres, 'processes.runs') ?? [];

const several = (figures) =>
  [
    ['kept', 'acceptedTimesOne', 'acceptedPerSecond', COLOURS.postgres],
    ['handled', 'handledTimesOne', 'handledPerSecond', '#8a8f98'],
  ].map(([name, times, rate, color]) => ({
    name,
    type: 'bar',
    xAxisIndex: 1,
    yAxisIndex: 1,
    itemStyle: { color },
    label: {
      ...label,
      fontSize: 10,
      position: 'top',
      formatter: ({ dataIndex }) => `${short(runsOf(figures)[dataIndex][rate])}/s`,
    },
    data: runsOf(figures).map((run) => run[times]),
  }));

function ratioBars(all) {
  return {
    name: 'ratio',
    type: 'bar',
    xAxisIndex: 2,
    yAxisIndex: 2,
    label: {
      ...label,
      position: 'right',
      formatter: ({ value }) => (value < 0.001 ? value.toExponential(0) : short(value)),
    },
    data: all.map(({ value, store }) => ({
      value,
      itemStyle: { color: store === nameOf('sqlite') ? COLOURS.sqlite : COLOURS.postgres },
    })),
    markLine: {
      symbol: 'none',
      silent: true,
      lineStyle: { color: '#999', type: 'dashed' },
      label: { show: false },
      data: [{ xAxis: 1 }],
    },
  };
}

/** One SVG: messages kept, several processes, every ratio with the worst at the top. */
export function plot(figures) {
  const all = ratios(figures);
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: [
      title('Messages on the disk a second (logarithmic)', 20, 12),
      title('Processes on PostgreSQL, × one process', 640, 12),
      title('Ours / theirs in the same run, worst first (logarithmic; dashed: as quick)', 20, 430),
    ],
    legend: [
      { ...legend, data: STORES.map(nameOf), left: 20, top: 38 },
      { ...legend, data: ['kept', 'handled'], left: 640, top: 38 },
    ],
    grid: [
      { left: 190, top: 70, width: 360, height: 320 },
      { left: 680, top: 70, width: 290, height: 290 },
      { left: 430, top: 465, width: 500, height: 390 },
    ],
    xAxis: [
      { gridIndex: 0, type: 'log', min: 100, ...axisText, axisLabel: { ...axisText.axisLabel, formatter: short } },
      {
        gridIndex: 1,
        type: 'category',
        data: runsOf(figures).map(({ processes }) => String(processes)),
        ...axisText,
      },
      { gridIndex: 2, type: 'log', ...axisText, axisLabel: { ...axisText.axisLabel, formatter: powers } },
    ],
    yAxis: [
      { gridIndex: 0, type: 'category', inverse: true, data: KEPT.map(([name]) => name), ...axisText },
      { gridIndex: 1, type: 'value', min: 0, ...axisText },
      {
        gridIndex: 2,
        type: 'category',
        inverse: true,
        data: all.map(({ what, store }) => `${what}, ${store}`),
        ...axisText,
      },
    ],
    series: [...kept(figures), ...several(figures), ratioBars(all)],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const powers = (value) => (value < 0.01 ? value.toExponential(0) : String(value));
