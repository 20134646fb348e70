import { useEffect, useState } from "react"
import { useDialog } from "../parts/use-dialog.ts"

const keys = [
  ["/", "Search your bots"],
  ["n", "New bot"],
  ["o", "Overview"],
  ["s", "Signals"],
  ["?", "This help"]
] as const

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable]") !== null

const search = (): void => {
  const field = document.querySelector<HTMLInputElement>("[data-search]")
  if (field === null) location.assign("/app/bots/#search")
  else field.focus()
}

/** The keys that work everywhere, and the page that tells of them. */
export const KeyboardHelp = () => {
  const [open, setOpen] = useState(false)
  const dialog = useDialog(open, () => setOpen(false))
  useEffect(() => {
    const act: Record<string, () => void> = {
      "/": search,
      n: () => location.assign("/app/bots/new/"),
      o: () => location.assign("/app/"),
      s: () => location.assign("/app/signals/"),
      "?": () => setOpen(true)
    }
    const onKey = (event: KeyboardEvent) => {
      const asked = document.querySelector("dialog[open]") !== null
      if (event.ctrlKey || event.metaKey || event.altKey || asked || typing(event.target)) return
      const action = act[event.key]
      if (action === undefined) return
      event.preventDefault()
      action()
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  }, [])
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="help-title">
      {open && (
        <div>
          <h2 id="help-title">Keys</h2>
          <dl className="pairs">
            {keys.map(([key, what]) => (
              <div key={key} className="pair">
                <dt>{what}</dt>
                <dd>
                  <kbd>{key}</kbd>
                </dd>
              </div>
            ))}
          </dl>
          <form method="dialog" className="actions">
            <button type="submit" className="button">
              Close
            </button>
          </form>
        </div>
      )}
    </dialog>
  )
}
