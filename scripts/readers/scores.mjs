// Figures of one reader on one set of messages, and the tables they are printed in.
import { prf, ratio, scoreField } from '../../dist/src/message/understand/evaluate/scores.js';
import { isOpener } from '../../dist/src/model/reading.js';

/** `gold` and `read`: {act, category, urgency} of the same messages; category and urgency are judged where gold raises a matter. */
export function scoresOf(gold, read) {
  const pairs = (field, among) => among.map((at) => ({ gold: gold[at][field], predicted: read[at][field] }));
  const all = gold.map((_, at) => at);
  const openers = all.filter((at) => isOpener(gold[at].act));
  const opened = all.filter((at) => isOpener(read[at].act));
  const emergencies = openers.filter((at) => gold[at].urgency === 'emergency');
  const act = scoreField(pairs('act', all));
  const category = scoreField(pairs('category', openers));
  return {
    messages: all.length,
    openers: openers.length,
    actAccuracy: act.accuracy,
    actMacroF1: act.macroF1,
    opener: prf(opened.filter((at) => isOpener(gold[at].act)).length, opened.length, openers.length),
    categoryAccuracy: category.accuracy,
    categoryMacroF1: category.macroF1,
    urgencyAccuracy: scoreField(pairs('urgency', openers)).accuracy,
    emergencies: emergencies.length,
    emergencyRecall: ratio(emergencies.filter((at) => read[at].urgency === 'emergency').length, emergencies.length),
  };
}

const QUALITY = {
  'act accuracy': (s) => s.actAccuracy,
  'act macro-F1': (s) => s.actMacroF1,
  'opener P': (s) => s.opener.precision,
  'opener R': (s) => s.opener.recall,
  'opener F1': (s) => s.opener.f1,
  'category accuracy': (s) => s.categoryAccuracy,
  'category macro-F1': (s) => s.categoryMacroF1,
  'urgency accuracy': (s) => s.urgencyAccuracy,
  'emergency recall': (s) => s.emergencyRecall,
};

const row = (cells) => `| ${cells.join(' | ')} |`;

/** Names to the left, figures to the right. */
function table(head, rows) {
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map(row).join('\n');
}

export function qualityTable(results, set, title) {
  const [{ messages, openers, emergencies }] = results.map(({ scores }) => scores[set]);
  const rows = results.map(({ name, scores }) => [
    name,
    ...Object.values(QUALITY).map((valueOf) => valueOf(scores[set]).toFixed(3)),
  ]);
  const counts = `${messages} messages, ${openers} of which raise a matter, ${emergencies} of those emergencies`;
  return `### ${title}: ${counts}\n\n${table(['reader', ...Object.keys(QUALITY)], rows)}\n`;
}

export function costTable(results) {
  const rows = results.map(({ name, reads, trainSeconds, microseconds, bytes }) => [
    name,
    reads,
    trainSeconds.toFixed(1),
    microseconds.toFixed(0),
    (bytes / 1e6).toFixed(1),
  ]);
  return `### Cost, in processor time\n\n${table(['reader', 'reads', 'training, s', 'µs a message', 'model, MB'], rows)}\n`;
}
