import { registerHooks } from "node:module"

/** What the library registers: a name, its bindings as the Functions runtime would get them, and the code. */
export interface Registration {
  readonly name: string
  readonly bindings: Readonly<Record<string, unknown>>
  readonly handler: Handler
}
/** A function's code: its trigger's input first, its context last. */
export type Handler = (input: unknown, context: unknown) => unknown
export type HookName = "appStart" | "appTerminate" | "preInvocation" | "postInvocation" | "log"
type HookCallback = (context: unknown) => unknown

/** Everything one call of `collect` saw registered. */
export interface Registrations {
  readonly functions: ReadonlyArray<Registration>
  readonly hooks: Readonly<Record<HookName, ReadonlyArray<HookCallback>>>
}

interface Collector {
  readonly functions: Array<Registration>
  readonly hooks: Record<HookName, Array<HookCallback>>
  readonly log: (level: string, message: string) => void
}

let collector: Collector | undefined

const collecting = (what: string): Collector => {
  if (collector === undefined) {
    throw new Error(`${what} was registered outside collect(): register functions inside the function given to it`)
  }
  return collector
}

/** The module `@azure/functions-core`, which the Functions worker puts under the library; here it is ours. */
const core = {
  version: "4.0.0",
  hostVersion: "4.1000.0",
  setProgrammingModel: () => undefined,
  log: (level: string, category: string, message: string) => collector?.log(level, `${category}: ${message}`),
  registerFunction: (metadata: { name: string; bindings: Record<string, unknown> }, handler: Handler) => {
    const { functions } = collecting(`function ${metadata.name}`)
    if (functions.some((known) => known.name === metadata.name)) {
      throw new Error(`two functions are called ${metadata.name}: give one of them another name`)
    }
    functions.push({ name: metadata.name, bindings: metadata.bindings, handler })
    return disposable
  },
  registerHook: (name: HookName, callback: HookCallback) => {
    const list = collecting(`hook ${name}`).hooks[name]
    list.push(callback)
    return { dispose: () => void list.splice(list.indexOf(callback), 1) }
  }
}
const disposable = { dispose: () => undefined }

const key = Symbol.for("@tradetower/local/functions-core")
const address = "node:@azure/functions-core"

/**
 * Makes `require("@azure/functions-core")` answer with our core. Has to run before `@azure/functions` is first used,
 * because the library looks for it once.
 */
const install = (): void => {
  if (key in globalThis) return
  Object.defineProperty(globalThis, key, { value: core })
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === "@azure/functions-core"
        ? { url: address, format: "commonjs", shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) =>
      url === address
        ? {
            format: "commonjs",
            source: `module.exports = globalThis[Symbol.for(${JSON.stringify(key.description)})]`,
            shortCircuit: true
          }
        : next(url, context)
  })
}
install()

/** Runs code that registers functions with `@azure/functions` and answers with what it registered. */
export const collect = async (
  register: () => unknown,
  log: (level: string, message: string) => void
): Promise<Registrations> => {
  if (collector !== undefined) throw new Error("registrations are being collected already: wait for the first to end")
  const own: Collector = {
    functions: [],
    hooks: { appStart: [], appTerminate: [], preInvocation: [], postInvocation: [], log: [] },
    log
  }
  collector = own
  try {
    await register()
  } finally {
    collector = undefined
  }
  return own
}
