import { replaceEqualDeep } from "@tanstack/react-query"
import { useEffect, useRef, useState } from "react"

/** An answer, and what was asked; another question may be waiting for its answer meanwhile. */
export interface Latest<I, O> {
  readonly asked: I
  readonly answer: O | undefined
}

/**
 * The newest answer to a question that keeps changing. One is asked at a time; of those that come up meanwhile only the
 * last is asked next, so that what is shown follows a moving slider as fast as it can be worked out.
 */
export const useLatest = <I, O>(ask: (input: I) => Promise<O>, input: I | undefined): Latest<I, O> | undefined => {
  const [latest, setLatest] = useState<Latest<I, O>>()
  const state = useRef<{ busy: boolean; next: I | undefined; gone: boolean }>({
    busy: false,
    next: undefined,
    gone: false
  })
  useEffect(() => {
    const { current } = state
    current.gone = false
    return () => {
      current.gone = true
    }
  }, [])
  useEffect(() => {
    const { current } = state
    current.next = input
    if (input === undefined || current.busy) return
    current.busy = true
    const work = async () => {
      while (current.next !== undefined && !current.gone) {
        const asked = current.next
        current.next = undefined
        const answer = await ask(asked).catch(() => undefined)
        // What says the same stays the same object, so that what shows it need not be drawn anew.
        if (!current.gone) setLatest((before) => ({ asked, answer: replaceEqualDeep(before?.answer, answer) }))
      }
      current.busy = false
    }
    void work()
  }, [ask, input])
  return input === undefined ? undefined : latest
}
