from tests.floor import floor as floor
from tests.floor import phone as phone
