"""Making a picture larger than it is: what lies around it is made."""
