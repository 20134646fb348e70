import { type RefObject, useEffect, useRef } from "react"

/** A native dialog, open while `open` is true; closing it by key or backdrop calls `close`. */
export const useDialog = (open: boolean, close: () => void): RefObject<HTMLDialogElement | null> => {
  const dialog = useRef<HTMLDialogElement>(null)
  const onClose = useRef(close)
  onClose.current = close
  useEffect(() => {
    const element = dialog.current
    if (element === null) return
    if (open && !element.open) element.showModal()
    if (!open && element.open) element.close()
  }, [open])
  useEffect(() => {
    const element = dialog.current
    const closed = () => onClose.current()
    const outside = (event: MouseEvent) => {
      if (event.target === element) element?.close()
    }
    element?.addEventListener("close", closed)
    element?.addEventListener("click", outside)
    return () => {
      element?.removeEventListener("close", closed)
      element?.removeEventListener("click", outside)
    }
  }, [])
  return dialog
}
