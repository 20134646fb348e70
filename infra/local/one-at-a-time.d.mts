/** Does what two processes must not do in one folder at a time: waits for another that does. */
export declare const oneAtATime: <A>(root: string, work: () => A) => A
