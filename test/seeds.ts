/** How many cases a test at random tries: a few of them with `npm test`, all with `npm run test:all`. */
export type Seeds = "few" | "all";
