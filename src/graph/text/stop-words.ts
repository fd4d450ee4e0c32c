/** Words that carry no information about what is asked: they match every agent and every task alike. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an the this that these those it its they them their he she his her we us our ours you your yours i me my mine ' +
    'and or but if then else so than as of in on at to from by for with without within into onto over under about ' +
    'between through during per via up out off is are was were be been being am do does did done have has had having ' +
    'will would shall should can could may might must not no nor yes please just also too very really some any all ' +
    'each every both there here what which who whom whose when where why how want wants need needs like let lets ' +
    "i'm i'd i'll we're we'd we'll it's that's what's let's don't kindly thanks thank hi hello hey get got make made"
  ).split(' '),
);
