from desktop_client.ui.language import use_language as use_language
