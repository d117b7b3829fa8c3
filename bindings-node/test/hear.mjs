/** What the package logs, as `NODE_DEBUG=signbridge` would print it. */

import util from 'node:util';

/** Has to come before the package is loaded; gives the lines, which grow. */
export function hear() {
  const lines = [];
  const log = (...words) => lines.push(util.format(...words));
  util.debuglog = () => Object.assign(log, { enabled: true });
  process.on('warning', (warning) => lines.push(`${warning}`));
  return lines;
}
