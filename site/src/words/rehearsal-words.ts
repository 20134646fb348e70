import { faultNames } from "@tradetower/domain/rehearsal"
import type { Rehearsal, RehearsalRow } from "../client/contract.ts"

/** "Crash and restart". */
export const faultTitle = (fault: RehearsalRow["fault"]): string => {
  const name = faultNames[fault]
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** How a rehearsal stands, and how that is coloured. */
export const rehearsalWords: Record<
  Rehearsal["state"],
  { readonly title: string; readonly tone: "up" | "down" | "warn" | "soft" }
> = {
  NONE: { title: "Not rehearsed", tone: "soft" },
  OUTDATED: { title: "Changed since", tone: "warn" },
  PASSED: { title: "Passed", tone: "up" },
  FAILED: { title: "Not passed", tone: "down" },
  WAIVED: { title: "Waived", tone: "warn" }
}

/** What a rehearsal's state means for a bot; `live`: with real money, `bare`: it has no stop. */
export const rehearsalSentence = (state: Rehearsal["state"], live: boolean, bare = false): string => {
  const before = live ? "Before it may be started with real money, its" : "Its"
  switch (state) {
    case "NONE":
      return `${before} very settings are tried here on a strict paper account, in a second, while things go wrong.`
    case "OUTDATED":
      return `Its settings, its market’s rules or those it trades by are others than when it was rehearsed${live ? ": rehearse it again before its next start" : ""}.`
    case "PASSED":
      return bare
        ? `It lost no order and its books are right${live ? ", so it may be started" : ""}. But it has no stop: nothing protects what it holds.`
        : `It came through everything${live ? ", and may be started" : ""}.`
    case "FAILED":
      return live
        ? "Change its settings and rehearse it again, or waive what it did not pass: until then it can’t be started."
        : "With real money it could not be started before what it did not pass was waived."
    case "WAIVED":
      return `What it did not pass was waived${live ? ": it may be started" : ""}.`
  }
}

/** For how long nothing protected what it held, and for how long the bot alone did. */
export const unprotectedWords = ({
  unprotectedSeconds,
  watchedSeconds
}: Pick<RehearsalRow, "unprotectedSeconds" | "watchedSeconds">): {
  readonly title: string
  readonly beside: string
} => ({
  title: unprotectedSeconds === 0 ? "Never" : `${unprotectedSeconds} s`,
  beside: watchedSeconds === 0 ? "" : `${watchedSeconds} s by the bot alone`
})
