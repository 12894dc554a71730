;;; iaxlint.el --- Check IAX2 trunks with Flymake and compile  -*- lexical-binding: t -*-

;; (add-to-list 'load-path "~/iaxlint/editors/emacs")
;; (require 'iaxlint)
;; (add-hook 'conf-mode-hook #'iaxlint-setup)

;;; Code:

(require 'compile)
(require 'flymake)
(require 'json)

(defvar iaxlint-command "iaxlint" "The program.")
(defvar-local iaxlint--process nil "The check that is under way.")

;; M-x compile RET iaxlint check --output-format concise
(add-to-list 'compilation-error-regexp-alist-alist
             '(iaxlint "^\\(.+?\\):\\([0-9]+\\):\\([0-9]+\\): [A-Z]+[0-9]+\\[[a-z0-9-]+\\] " 1 2 3))
(add-to-list 'compilation-error-regexp-alist 'iaxlint)

(defun iaxlint--position (position)
  "The place in the buffer of POSITION, whose line and column count from 1."
  (save-excursion
    (save-restriction
      (widen)
      (goto-char (point-min))
      (forward-line (1- (alist-get 'line position)))
      (min (+ (point) (1- (alist-get 'column position))) (line-end-position)))))

(defun iaxlint--diagnostic (buffer found)
  "What Flymake shows of FOUND in BUFFER."
  (let* ((range (alist-get 'range found))
         (beg (iaxlint--position (alist-get 'start range)))
         (end (iaxlint--position (alist-get 'end range))))
    (flymake-make-diagnostic
     buffer beg (max end (1+ beg))
     (pcase (alist-get 'severity found) ("error" :error) ("warning" :warning) (_ :note))
     (format "%s [%s]" (alist-get 'message found) (alist-get 'name found)))))

(defun iaxlint-flymake (report-fn &rest _)
  "A backend for Flymake: check the buffer as it is, and tell REPORT-FN."
  (when (process-live-p iaxlint--process)
    (delete-process iaxlint--process))
  (let* ((source (current-buffer))
         (file (file-truename buffer-file-name))
         (default-directory
          (file-truename (or (locate-dominating-file file "iaxlint.toml") (file-name-directory file)))))
    (setq iaxlint--process
          (make-process
           :name "iaxlint" :noquery t :connection-type 'pipe
           :buffer (generate-new-buffer " *iaxlint*")
           :stderr (get-buffer-create " *iaxlint errors*")
           :command (list iaxlint-command "check" "--output-format" "json" "--stdin-filename" file)
           :sentinel
           (lambda (process _)
             (when (memq (process-status process) '(exit signal))
               (unwind-protect
                   (when (and (buffer-live-p source)
                              (eq process (buffer-local-value 'iaxlint--process source)))
                     (let ((report (with-current-buffer (process-buffer process)
                                     (goto-char (point-min))
                                     (ignore-errors (json-parse-buffer :object-type 'alist :array-type 'list))))
                           (folder (buffer-local-value 'default-directory (process-buffer process))))
                       (with-current-buffer source
                         (funcall report-fn
                                  (mapcar (lambda (found) (iaxlint--diagnostic source found))
                                          (seq-filter (lambda (found)
                                                        (equal file (expand-file-name (alist-get 'path found) folder)))
                                                      (alist-get 'diagnostics report)))))))
                 (kill-buffer (process-buffer process)))))))
    (save-restriction
      (widen)
      (process-send-region iaxlint--process (point-min) (point-max)))
    (process-send-eof iaxlint--process)))

(defun iaxlint-setup ()
  "Let Flymake check this buffer, if it is of the files that iaxlint reads."
  (when (and buffer-file-name
             (string-match-p "\\`\\(iax\\|extensions\\).*\\.conf\\'" (file-name-nondirectory buffer-file-name)))
    (add-hook 'flymake-diagnostic-functions #'iaxlint-flymake nil t)
    (flymake-mode 1)))

(provide 'iaxlint)
;;; iaxlint.el ends here
