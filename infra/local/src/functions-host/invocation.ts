import { randomUUID } from "node:crypto"
import type { InvocationContext } from "@azure/functions"
import { type FunctionLog, HostContext } from "./context.ts"
import { type Handler, invocationModel, type Registration, type Registrations, type TypedData } from "./core.ts"
import { isTrigger } from "./trigger.ts"

/** What one invocation is about, in the runtime's own words. */
export interface Invocation {
  readonly data: TypedData
  readonly triggerMetadata?: Readonly<Record<string, TypedData>>
  readonly traceparent?: string | undefined
}

/** Runs one function once and answers with its result; rejects with whatever it threw. */
export type Invoke<A = Invocation> = (invocation: A) => Promise<unknown>

/** An HTTP request, ready for a function: its body is streamed, which the runtime's words can't say. */
export interface HttpInvocation {
  readonly request: unknown
  readonly traceparent?: string | undefined
}

/** What the hooks get to see and may change; the library wraps it in its own classes. */
interface HookContext {
  hookData: Record<string, unknown>
  appHookData: Record<string, unknown>
  invocationContext: InvocationContext
  inputs: Array<unknown>
  functionCallback: Handler
  result?: unknown
  error?: unknown
}

/** Prepares a function that is given its input as it is to be invoked many times, with the hooks registered beside it. */
const withHooks = (
  { handler }: Registration,
  hooks: Registrations["hooks"]
): ((context: InvocationContext, inputs: Array<unknown>, run?: RunHandler) => Promise<unknown>) => {
  const before = hooks.preInvocation
  const after = hooks.postInvocation
  return async (context, inputs, run = plainly) => {
    if (before.length === 0 && after.length === 0) return run(context, inputs, handler)
    const around: HookContext = {
      hookData: {},
      appHookData: {},
      invocationContext: context,
      inputs,
      functionCallback: handler
    }
    for (const hook of before) await hook(around)
    try {
      around.result = await run(context, around.inputs, around.functionCallback)
    } catch (error) {
      around.error = error
    }
    for (const hook of after) await hook(around)
    if (around.error !== undefined && around.error !== null) throw around.error
    return around.result
  }
}
type RunHandler = (context: InvocationContext, inputs: Array<unknown>, handler: Handler) => unknown
const plainly: RunHandler = (context, inputs, handler) => handler(...inputs, context)

/** Prepares an HTTP function to be invoked many times. */
export const httpInvoker = (
  registration: Registration,
  hooks: Registrations["hooks"],
  log: FunctionLog
): Invoke<HttpInvocation> => {
  const run = withHooks(registration, hooks)
  return ({ request, traceparent }) => {
    const context = new HostContext(registration.name, log)
    if (traceparent !== undefined) context.traceContext = { traceParent: traceparent }
    return run(context, [request])
  }
}

/** Prepares any other function: what it is given is made by the library, from what the runtime would send. */
export const invoker = (registration: Registration, hooks: Registrations["hooks"], log: FunctionLog): Invoke => {
  const { bindings, name } = registration
  const run = withHooks(registration, hooks)
  const trigger = Object.keys(bindings).find((key) => isTrigger(bindings[key])) ?? ""
  return async ({ data, traceparent, triggerMetadata = {} }) => {
    const invocationId = randomUUID()
    const model = invocationModel({
      invocationId,
      metadata: { name, bindings },
      request: {
        invocationId,
        inputData: [{ name: trigger, data }],
        triggerMetadata,
        ...(traceparent !== undefined && { traceContext: { traceParent: traceparent } })
      },
      log: (level, category, message) => {
        if (category === "user") log(level, name, message)
      }
    })
    const { context, inputs } = await model.getArguments()
    const result = await run(context, inputs, (...given) => model.invokeFunction(...given))
    await model.getResponse(context, result)
    return result
  }
}
