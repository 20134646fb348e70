import type { ReactNode } from "react"
import { sentenceOf } from "../../client/problem.ts"
import { useDialog } from "./use-dialog.ts"

/** Asks before something is done: says what that means, does it when told to, and says why it failed. */
export const AskDialog = ({
  name,
  title,
  open = true,
  close,
  act,
  leave = "Cancel",
  confirm,
  children
}: {
  /** What tells it from the page's other dialogs. */
  name: string
  title: string
  open?: boolean
  close: () => void
  /** What is done: a mutation. */
  act: { readonly mutate: () => void; readonly isPending: boolean; readonly error?: Error | null }
  /** On the button that does nothing. */
  leave?: string
  /** The button that does it; absent when it can't be done. */
  confirm: { readonly title: string; readonly danger?: boolean; readonly disabled?: boolean } | undefined
  children: ReactNode
}) => {
  const dialog = useDialog(open, close)
  const { error = null, isPending, mutate } = act
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={`${name}-title`}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          mutate()
        }}
      >
        <h2 id={`${name}-title`}>{title}</h2>
        {children}
        {error !== null && <p className="problem">{sentenceOf(error)}</p>}
        <div className="actions">
          <button type="button" className="button" onClick={close}>
            {leave}
          </button>
          {confirm !== undefined && (
            <button
              type="submit"
              className={`button ${confirm.danger === true ? "danger filled" : "primary"}`}
              data-testid={`${name}-confirm`}
              disabled={confirm.disabled === true || isPending}
            >
              {confirm.title}
            </button>
          )}
        </div>
      </form>
    </dialog>
  )
}
