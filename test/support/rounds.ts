/**
 * How many rounds a test with seeded dice goes: every way to fail comes up dozens of times in an eighth of them, which is enough for each
 * day. TEST_ROUNDS=all goes them all.
 */
export const rounds = (all: number): number => (process.env['TEST_ROUNDS'] === 'all' ? all : Math.ceil(all / 8));
