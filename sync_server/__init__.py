"""Head office of FRC Registration: keeps what the desks send, proves receipt and answers people at the console."""
