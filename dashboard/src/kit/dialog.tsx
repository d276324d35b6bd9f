import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Dialog } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { Button, classes } from './controls'
import css from './kit.module.css'

/** A dialog that says what will happen and waits for a yes. */
export function Confirm({
  open,
  title,
  children,
  yes,
  danger = false,
  busy = false,
  onYes,
  onClose,
}: {
  open: boolean
  title: string
  children: ReactNode
  yes: string
  danger?: boolean
  busy?: boolean
  onYes: () => void
  onClose: () => void
}) {
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => next || onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={css.backdrop} />
        <AlertDialog.Popup className={css.popup}>
          <div className={css.dialogBody}>
            <AlertDialog.Title>{title}</AlertDialog.Title>
            <AlertDialog.Description render={<div />}>{children}</AlertDialog.Description>
            <div className={css.dialogFoot}>
              <AlertDialog.Close render={<Button />}>Cancel</AlertDialog.Close>
              <Button look={danger ? 'danger' : 'primary'} disabled={busy} onClick={onYes}>
                {yes}
              </Button>
            </div>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

export function Modal({
  open,
  title,
  wide = false,
  sheet = false,
  children,
  onClose,
  ...rest
}: {
  open: boolean
  title: string
  wide?: boolean
  sheet?: boolean
  children: ReactNode
  onClose: () => void
  'data-testid'?: string
}) {
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => next || onClose()}
      disablePointerDismissal={sheet}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className={css.backdrop} />
        <Dialog.Popup
          className={classes(css.popup, wide && css.wide, sheet && css.sheet)}
          aria-label={title}
          {...rest}
        >
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

export const ModalTitle = Dialog.Title
