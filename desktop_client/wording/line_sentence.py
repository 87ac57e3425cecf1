from desktop_client.ui.ports import LineStatus as LineStatus, CameBack as CameBack
from desktop_client.ui.strip_sentence import strip_sentence as line_sentence
