/**
 * The same package for `import`. It loads the one implementation that `require` loads too, so there is one queue per
 * environment and `instanceof` holds however an error came here.
 *
 * @module
 */

export * from './index.js';
