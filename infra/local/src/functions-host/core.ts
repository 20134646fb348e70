import { registerHooks } from "node:module"
import type { InvocationContext } from "@azure/functions"

/** What the library registers: a name, its bindings as the Functions runtime would get them, and the code. */
export interface Registration {
  readonly name: string
  readonly bindings: Readonly<Record<string, { readonly type?: string }>>
  readonly handler: Handler
}
/** A function's code: its trigger's input first, its context last. */
export type Handler = (...inputsAndContext: ReadonlyArray<unknown>) => unknown

/** A `string` that is JSON is read as JSON. */
type Text = { readonly string: string } | { readonly json: string }

/** A value as the runtime sends it to the worker. */
export type TypedData = Text | { readonly int: number } | { readonly http: object }

/** What the runtime tells the library of one invocation. */
export interface CoreInvocation {
  readonly invocationId: string
  readonly metadata: Pick<Registration, "name" | "bindings">
  readonly request: {
    readonly invocationId: string
    readonly inputData: ReadonlyArray<{ readonly name: string; readonly data: TypedData }>
    readonly triggerMetadata: Readonly<Record<string, TypedData>>
    readonly traceContext?: { readonly traceParent: string }
  }
  readonly log: (level: string, category: string, message: string) => void
}

/** The library's own way of invoking a function, of the part that makes arguments of what the runtime sends. */
interface InvocationModel {
  readonly getArguments: () => Promise<{ readonly context: InvocationContext; readonly inputs: Array<unknown> }>
  readonly invokeFunction: (
    context: InvocationContext,
    inputs: ReadonlyArray<unknown>,
    handler: Handler
  ) => Promise<unknown>
  readonly getResponse: (context: InvocationContext, result: unknown) => Promise<unknown>
}
interface ProgrammingModel {
  readonly getInvocationModel: (invocation: CoreInvocation) => InvocationModel
  readonly getCapabilities: (worker: Readonly<Record<string, string>>) => Promise<Readonly<Record<string, string>>>
}
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
let library: ProgrammingModel | undefined

const programmingModel = (): ProgrammingModel => {
  if (library === undefined) throw new Error("a function is registered before it is invoked: use collect()")
  return library
}

/** One invocation, carried out by the library as in the Functions worker. */
export const invocationModel = (invocation: CoreInvocation): InvocationModel =>
  programmingModel().getInvocationModel(invocation)

/** Where the library, in the Functions worker, has streamed HTTP requests sent to. Nothing can be set up after it. */
export const streamAddress = async (): Promise<string> =>
  (await programmingModel().getCapabilities({}))["HttpUri"] ?? ""

const collecting = (what: string): Collector => {
  if (collector === undefined) {
    throw new Error(`${what} was registered outside collect(): register functions inside the function given to it`)
  }
  return collector
}

/** The module `@azure/functions-core`, which the Functions worker puts under the library; here it is ours. */
const core = {
  version: "4.0.0",
  hostVersion: "4.1042.100",
  setProgrammingModel: (model: ProgrammingModel) => void (library = model),
  log: (level: string, category: string, message: string) => collector?.log(level, `${category}: ${message}`),
  registerFunction: (metadata: Pick<Registration, "name" | "bindings">, handler: Handler) => {
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
