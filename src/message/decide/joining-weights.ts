/**
 * What each piece of evidence weighs, by how the message was read: a table made by learning, not by hand. Logistic regression over
 * the open matters and "none of them", on the conversations of data/corpus, each read by a reader that had not seen its author.
 */
import type { EvidenceName } from './evidence.js';

/** opener: any act that raises a matter. */
export const GROUPS = ['opener', 'chase', 'echo', 'detail', 'resolved', 'answer', 'chat'] as const;
export type Group = (typeof GROUPS)[number];

/** In the order of GROUPS. */
export const WEIGHTS: Readonly<Record<EvidenceName, readonly number[]>> = {
  always: [-2.23, -2.17, -2.7, -2.59, -2.22, -2.3, -2.64],
  quoted: [2.29, 1.99, 1.53, 1.48, 1.79, 2.14, 1.55],
  quotesAnother: [-0.5, -0.24, -0.43, -0.04, -0.44, -1.27, -0.26],
  quotesNone: [-0.26, -0.36, -0.45, -0.3, -0.14, -0.57, 0.22],
  sharedMarks: [2.95, 2.48, 1.86, 2.44, 2.53, 2.43, 2.44],
  sharedNow: [-2.07, -2.18, -2.74, -2.1, -2.42, -3.11, -3.34],
  sharedWithOpener: [1.51, 1.66, 1.07, 1.37, 1.95, 1.98, 1.41],
  ownShare: [-0.82, -1.01, -1.3, -1.19, -1.11, -1.07, -1.14],
  samePlace: [0.77, 0.53, 0.46, 0.05, 0.56, 0.77, 0.51],
  otherPlace: [-0.34, -0.6, -0.34, -0.48, -0.49, -0.09, -0.8],
  placeFillsGap: [-0.29, -0.3, -0.03, -0.18, 0.07, 0, -0.1],
  reported: [4.53, 4.71, 3.91, 4.57, 4.52, 3.95, 4.46],
  reportedNow: [-2.2, -2.23, -2.26, -1.96, -2.55, -2.26, -2.73],
  reportedLast: [-0.95, -1.28, -1.2, -1.37, -1.25, -1.19, -1.32],
  tookPart: [2.17, 2.08, 2.19, 2.3, 2.6, 2.16, 2.45],
  tookPartNow: [-2.52, -2.39, -2.38, -2.36, -2.59, -2.32, -2.37],
  byStaff: [0.44, 0.38, 0.38, 0.38, 0.49, 0.51, 0.12],
  staffTookPart: [-1.09, -1.16, -1.16, -1.16, -0.93, -1.36, -1.41],
  unanswered: [0.35, 0.53, 0.89, 0.74, 0.51, 1.03, 0.42],
  settled: [-1.21, -0.99, -1.18, -0.95, -1.07, -1.63, -1.07],
  minutes20: [2.66, 2.18, 2.36, 2.39, 1.39, 2.16, 2.25],
  hour: [1.27, 1.29, 1.29, 1.5, 1.03, 1.32, 1.07],
  day: [-1.08, -0.92, -1.27, -1.13, -0.7, -1.11, -1.27],
  lastInTalk: [0.24, 0.57, 1.01, 0.82, 0.9, 0.55, 1.07],
  previousLine: [0.33, -0.1, 1.14, 0.06, 0.22, 0.34, 0.49],
  linesBetween: [-0.33, -0.39, -1.22, -1.44, -0.78, -1.22, -0.45],
  askedBack: [0.03, 0.09, 0.07, 0.49, -0.04, 0.04, -0.15],
  otherCategory: [-1.87, -1.51, -1.4, -1.45, -1.51, -1.82, -1.23],
  raisesAlone: [-0.03, 0.1, 0.11, 0.15, 0.11, -0.11, 0.32],
  raisesOdds: [0.4, 0.59, 1.02, 0.89, 0.59, 0.68, 0.8],
  joinsOdds: [2.58, 1.75, 2.1, 1.99, 2.05, 1.76, 2.76],
  asks: [-0.07, -0.87, -0.46, -0.46, -0.44, -0.81, -0.35],
  short: [-0.01, 0.06, 0.27, -0.26, -0.44, -0.2, -0.57],
  long: [-0.48, -0.25, -0.43, -0.23, -0.28, -0.27, 0.3],
  proposed: [-0.51, -0.3, -0.84, -0.57, -0.42, -0.62, -0.51],
  isQuestion: [-0.08, 0.05, -0.33, 0.29, -0.16, 0.31, 0.12],
  isRequest: [-0.44, -0.02, -0.12, 0.03, -0.13, 0.3, 0.1],
  emergency: [0.39, 0.43, 0.01, 0.5, 1.13, 0.8, 0.59],
};
