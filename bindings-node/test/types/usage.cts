/** The same package through require. Never run. */

import signbridge = require('signbridge');

const client: signbridge.NextSign = signbridge.NextSign.fromEnv();
export const answer: Promise<signbridge.nextsign.Case> = client.cases.get('c1');
export const error: typeof signbridge.NotFoundError = signbridge.NotFoundError;
